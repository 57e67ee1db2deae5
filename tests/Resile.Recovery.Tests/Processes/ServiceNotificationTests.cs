using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Hosting;
using Resile.Recovery.Processes;
using Resile.Recovery.Supervision;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Processes;

/// <summary>What a host tells whoever watches its process, under virtual time.</summary>
public sealed class ServiceNotificationTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _time = new();
    private readonly NotifyLog _log = new();
    private string? _overdue;

    [Fact]
    public async Task Host_says_that_it_serves_gives_signs_of_life_at_half_the_time_and_says_that_it_stops()
    {
        using var host = await StartAsync();
        Assert.Equal("READY=1\nSTATUS=Serving.", _log.States[0]);
        await UntilAsync(1);

        _time.Advance(Interval);
        await UntilAsync(2);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("STOPPING=1\nSTATUS=Stopping.", _log.States.Last(static state => state != "WATCHDOG=1"));
    }

    [Fact]
    public async Task Sign_of_life_is_withheld_while_something_critical_is_overdue()
    {
        using var host = await StartAsync();
        await UntilAsync(1);

        _overdue = "the reactor does not turn.";
        _time.Advance(3 * Interval);
        Assert.Equal(["WATCHDOG=1", "STATUS=the reactor does not turn."], _log.States[1..]);

        _overdue = null;
        _time.Advance(Interval);
        await UntilAsync(2);
    }

    [Fact]
    public async Task Sign_of_life_is_withheld_once_the_system_has_asked_to_be_started_again_in_vain()
    {
        using var host = await StartAsync();
        await UntilAsync(1);

        host.Services.GetRequiredService<SystemRung>().Restart("Nobody obeys.");
        _time.Advance(3 * Interval);

        Assert.Equal(1, _log.Pings);
        Assert.Contains("STATUS=the system has asked to be started again, and is still here.", _log.States);
    }

    [Fact]
    public async Task Sign_of_life_is_withheld_while_the_watch_over_the_components_stands_still()
    {
        using var host = await StartAsync();
        await UntilAsync(1);

        // What moves the watch is gone; nobody else notices.
        host.Services.GetRequiredService<SupervisionRoot>().Dispose();
        _time.Advance(Interval);
        await UntilAsync(2);
        _time.Advance(Interval);

        Assert.Contains("STATUS=the watch over the components has not looked for 00:00:10.", _log.States);
        Assert.Equal(2, _log.Pings);
    }

    [Fact]
    public async Task Host_that_is_being_rebuilt_does_not_say_that_its_process_is_going_to_be_ended()
    {
        var life = new HostLife();
        using var host = await StartAsync(life: life);
        await UntilAsync(1);

        life.IsRebuilding = true;
        _overdue = "the reactor does not turn.";
        _time.Advance(3 * Interval);

        Assert.Equal(["READY=1\nSTATUS=Serving.", "WATCHDOG=1"], _log.States);
    }

    [Fact]
    public async Task Nothing_is_said_where_nobody_listens()
    {
        var deaf = new NotifyLog { IsEnabled = false };
        using var host = await StartAsync(deaf);

        _time.Advance(3 * Interval);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Empty(deaf.States);
    }

    private async Task<IHost> StartAsync(NotifyLog? log = null, HostLife? life = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(new ServiceManager(log ?? _log, 2 * Interval));
        builder.Services.AddSingleton<ISystemRecovery, SystemLog>();
        builder.Services.AddSingleton<ICriticalProgress>(new Reactor(this));
        if (life is not null)
        {
            builder.Services.AddSingleton(life);
        }

        _ = new ComponentsBuilder(builder.Services);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private async Task UntilAsync(int pings)
    {
        using var limit = new CancellationTokenSource(ChildProcess.Patience);
        while (_log.Pings < pings)
        {
            await Task.Delay(1, limit.Token);
        }

        Assert.Equal(pings, _log.Pings);
    }

    private sealed class Reactor(ServiceNotificationTests test) : ICriticalProgress
    {
        public string? FindOverdue(TimeSpan patience) => test._overdue;
    }
}
