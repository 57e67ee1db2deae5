using Microsoft.Extensions.DependencyInjection;
using Resile.Integration.Tests.EndToEnd;
using Resile.Integration.Tests.Servers;
using Resile.Messaging;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.Faults;

/// <summary>Every message comes twice, to two nodes at once.</summary>
public sealed class TwinDeliveryTests
{
    private const int Notes = 300;

    [Fact]
    public async Task Message_that_comes_to_two_nodes_at_once_has_one_effect()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        var subscriptions = new List<Subscription>();
        using var first = await NoteHost.StartAsync(messaging => store.Use(messaging).UseTransport(_ => new TwinTransport(subscriptions)));
        using var second = await NoteHost.StartAsync(messaging => store.Use(messaging).UseTransport(_ => new TwinTransport(subscriptions)));

        for (var number = 1; number <= Notes; number++)
        {
            await first.SendAsync(number);
        }

        await Eventually.TrueAsync(first.IsDoneAsync);
        Assert.Equal(Enumerable.Range(1, Notes), await store.NotesAsync());
        var (ofFirst, ofSecond) = (await ReadAsync(first), await ReadAsync(second));
        Assert.Equal(Notes, ofFirst.Handled + ofSecond.Handled);
        Assert.Equal(Notes, ofFirst.Duplicates + ofSecond.Duplicates);
        await first.StopAsync(TestContext.Current.CancellationToken);
        await second.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Task<MessagingSnapshot> ReadAsync(Microsoft.Extensions.Hosting.IHost host) =>
        host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync(TestContext.Current.CancellationToken);
}
