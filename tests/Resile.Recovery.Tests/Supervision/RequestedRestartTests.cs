using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Supervision;

/// <summary>Restarts that a person asks for.</summary>
public sealed class RequestedRestartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Component_restarts_and_no_budget_pays()
    {
        await using var host = await StartAsync();

        for (var time = 0; time < 3; time++)
        {
            await host.RestartAsync("Second");
        }

        Assert.Equal((1, 4, 1), host.Generations);
        Assert.Contains("start Second 4 Requested", host.Lines);
        Assert.Equal(0, host.Snapshot.ServiceRestarts);
    }

    [Fact]
    public async Task Restart_does_not_wait_as_the_next_after_a_failure_would()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.OneForOne);
        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(1, 2, 1);

        // Nothing moves the clock.
        await host.Supervision.RestartAsync("Second", Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal(3, await host.Member("Second").GenerationAsync(Token));
    }

    [Fact]
    public async Task Component_that_has_ended_comes_back()
    {
        await using var host = await StartAsync();
        await host.ThrowAsync<NotSupportedException>("Second");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended);

        await host.RestartAsync("Second");

        Assert.Equal(2, await host.Member("Second").GenerationAsync(Token));
    }

    [Fact]
    public async Task Supervisor_restarts_with_all_that_is_under_it()
    {
        await using var host = await StartAsync();

        await host.RestartAsync("Group");

        Assert.Equal(
            ["end Third 1", "end Second 1", "end First 1", "start First 2 ServiceRestarted", "start Second 2 ServiceRestarted", "start Third 2 ServiceRestarted"],
            host.Lines);
        Assert.Equal(1, host.Snapshot.ServiceRestarts);
    }

    [Fact]
    public async Task Start_that_fails_after_a_request_is_an_ordinary_failure()
    {
        await using var host = await StartAsync();
        host.Log.OnStart = static (context, _) => context is { Component: "Second", Generation: 2 } ? throw new InvalidDataException() : Task.CompletedTask;

        await host.RestartAsync("Second");
        await host.UntilGenerationsAsync(2, 3, 2);

        Assert.Equal(1, host.Snapshot.ServiceRestarts);
    }

    [Fact]
    public async Task Name_that_is_not_there_is_refused_with_those_that_are()
    {
        await using var host = await StartAsync();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => host.Supervision.RestartAsync("Secnod", Token));

        Assert.StartsWith("Nothing named 'Secnod' is supervised. These are: First, Group, Second, Service, Third, Worker.", exception.Message, StringComparison.Ordinal);
    }

    private static Task<GroupHost> StartAsync() => GroupHost.StartAsync(static builder => builder
        .Under("Group").AddFirst<First>().AddSecond<Second>(static options => options.MaxRestarts = 0).AddThird<Third>());
}
