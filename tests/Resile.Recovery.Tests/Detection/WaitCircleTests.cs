using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Detection;

/// <summary>Components that wait for one another while they start.</summary>
public sealed class WaitCircleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Circle_is_named_when_a_deadline_passes(bool isOwnDeadline)
    {
        await using var host = await StartAsync();
        await using var events = host.Supervision.WatchAsync(Token).GetAsyncEnumerator(Token);
        var (first, second) = (host.Services.GetRequiredService<IFirst>(), host.Services.GetRequiredService<ISecond>());
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), host.Time);
        Exception? thrown = null;
        var both = 0;
        host.Log.OnStart = async (context, cancellationToken) =>
        {
            IMember other = context.Component == "First" ? second : first;
            Interlocked.Increment(ref both);
            try
            {
                await other.GenerationAsync(isOwnDeadline ? deadline.Token : cancellationToken);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref thrown, exception, null);
                host.Log.OnStart = static (_, _) => Task.CompletedTask;
                throw;
            }
        };

        await Task.WhenAll(CrashAsync(first), CrashAsync(second));
        await host.UntilAsync(() => both == 2);
        await host.UntilAsync(() => Volatile.Read(ref thrown) is not null, TimeSpan.FromMilliseconds(100));

        SupervisionEvent circle;
        do
        {
            Assert.True(await events.MoveNextAsync());
            circle = events.Current;
        }
        while (circle.Kind != SupervisionEventKind.WaitsInCircle);
        Assert.Contains(circle.Error, (string[])
        [
            "'First' waits for 'Second' (GenerationAsync), which waits for 'First' (GenerationAsync)",
            "'Second' waits for 'First' (GenerationAsync), which waits for 'Second' (GenerationAsync)",
        ]);
        if (isOwnDeadline)
        {
            Assert.IsAssignableFrom<OperationCanceledException>(thrown);
        }
        else
        {
            Assert.Contains("The components wait in a circle: '", Assert.IsType<ComponentUnavailableException>(thrown).Message);
        }
    }

    [Fact]
    public async Task Component_that_waits_for_one_that_waits_for_nobody_is_no_circle()
    {
        await using var host = await StartAsync();
        var (first, second) = (host.Services.GetRequiredService<IFirst>(), host.Services.GetRequiredService<ISecond>());
        Exception? thrown = null;
        host.Log.OnStart = async (context, cancellationToken) =>
        {
            if (context.Component == "Second")
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            thrown = await Record.ExceptionAsync(() => second.GenerationAsync(cancellationToken).AsTask());
        };

        await Task.WhenAll(CrashAsync(first), CrashAsync(second));
        await host.UntilAsync(() => Volatile.Read(ref thrown) is not null, TimeSpan.FromMilliseconds(100));
        host.Log.OnStart = static (_, _) => Task.CompletedTask;

        Assert.Contains("Its supervision events say why", Assert.IsType<ComponentUnavailableException>(thrown).Message);
    }

    private static Task CrashAsync(IMember member) =>
        Assert.ThrowsAsync<InvalidDataException>(() => member.WorkAsync(static () => throw new InvalidDataException(), Token));

    private static Task<WorkerHost> StartAsync() => WorkerHost.StartAsync(add: static components => components
        .AddFirst<First>(static options => options.PendingTimeout = TimeSpan.FromSeconds(5))
        .AddSecond<Second>(static options => options.PendingTimeout = TimeSpan.FromSeconds(5)));
}
