using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Integration.Tests.EndToEnd;
using Resile.Messaging;

namespace Resile.Integration.Tests.Faults;

/// <summary>A service that sends notes and handles them, with little patience.</summary>
internal static class NoteHost
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts one.</summary>
    /// <param name="use">Gives it a store and a transport.</param>
    /// <param name="forgives">Whether a handler that fails is called again; if not, its message is a dead letter at once.</param>
    public static async Task<IHost> StartAsync(Func<MessagingBuilder, MessagingBuilder> use, bool forgives = true)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddResile(resile => use(resile.Messaging)
            .Configure(static options =>
            {
                options.ServiceName ??= "notes";
                options.LeaseDuration = TimeSpan.FromSeconds(2);
            })
            .AddNotesSender()
            .AddNotesHandler<NoteBook>(options =>
            {
                options.HandlerTimeout = TimeSpan.FromSeconds(1);
                options.ImmediateRetries = forgives ? 1 : 0;
                options.RedeliveryDelays = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(50), forgives ? 100 : 0)];
            }));
        var host = builder.Build();
        await host.StartAsync(Stop);
        return host;
    }

    /// <summary>Sends a note under an identity of its own, again and again until it is stored.</summary>
    /// <returns>How often it failed.</returns>
    public static async Task<int> SendAsync(this IHost host, int number)
    {
        var options = new SendOptions { MessageId = Guid.CreateVersion7() };
        for (var failures = 0; ; failures++)
        {
            try
            {
                await host.Services.GetRequiredService<IOutbox>().For<INotes>(options).NotedAsync(new Noted(number, "hello"), Stop);
                return failures;
            }
            catch (DbException)
            {
                await Task.Delay(20, Stop);
            }
        }
    }

    /// <summary>Reads whether everything has been dealt with.</summary>
    public static async Task<bool> IsDoneAsync(this IHost host)
    {
        try
        {
            return await host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync(Stop) is { OutboxDepth: 0, WaitingRedeliveries: 0 };
        }
        catch (DbException)
        {
            return false;
        }
    }
}
