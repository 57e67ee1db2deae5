using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Hosting;
using Resile.Recovery.Processes;
using Resile.Recovery.Supervision;
using Resile.Recovery.Tests.Processes;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Hosting;

/// <summary>The loop that rebuilds hosts, under virtual time.</summary>
public sealed class SupervisedRunTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly NotifyLog _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<HostLife> _lives = [];
    private readonly List<IHost> _hosts = [];
    private SystemRecoveryOptions _options = new() { Restart = SystemRestart.RebuildThenExit };
    private int _ends;

    [Fact]
    public async Task Budget_of_rebuilds_is_a_true_sliding_window()
    {
        var run = RunAsync();
        await FailAsync(1, TimeSpan.Zero);
        await FailAsync(2, TimeSpan.FromMinutes(30));
        await FailAsync(3, TimeSpan.FromMinutes(29));

        // The first has left the window, and the second has not: a window anchored at the first would begin anew here.
        await FailAsync(4, TimeSpan.FromMinutes(2));
        await FailAsync(5, TimeSpan.FromMinutes(1));

        Assert.Equal(RecoveryExitCodes.Restart, await run.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));
        Assert.Equal((5, 0), (_lives.Count, _ends));
    }

    [Fact]
    public async Task Rebuild_without_a_budget_goes_on_after_pauses()
    {
        _options = new() { Restart = SystemRestart.Rebuild };
        var run = RunAsync();
        for (var life = 1; life <= 6; life++)
        {
            await FailAsync(life, TimeSpan.Zero);
            await UntilAsync(() => _lives.Count > life, life > 1 ? TimeSpan.FromMilliseconds(20) : default);
        }

        await UntilServesAsync(7);
        await _stop.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));

        // Each but the first waited: at least 0.1 s.
        Assert.True(_time.GetUtcNow() - _time.Start >= TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Process_that_is_lost_is_not_rebuilt()
    {
        var run = RunAsync();
        await UntilServesAsync(1);

        _hosts[0].Services.GetRequiredService<ISystemRecovery>().EndProcess("Three of its threads hang.");

        Assert.Equal(RecoveryExitCodes.Restart, await run.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));
        Assert.Single(_lives);
        Assert.Contains("STOPPING=1\nSTATUS=Stopping.", _log.States);
    }

    [Fact]
    public async Task What_an_earlier_host_asks_for_concerns_nobody()
    {
        var run = RunAsync();
        await FailAsync(1, TimeSpan.Zero);
        await UntilServesAsync(2);

        _lives[0].Request("I am late.", isProcessLost: true);
        await Task.Yield();
        await _stop.CancelAsync();

        Assert.Equal(0, await run.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(2, _lives.Count);
    }

    [Fact]
    public async Task Host_that_stops_itself_ends_the_process_as_it_should()
    {
        var run = RunAsync();
        await UntilServesAsync(1);

        await _hosts[0].StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await run.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));
        Assert.Single(_lives);
    }

    [Fact]
    public async Task Signs_of_life_are_given_between_two_hosts_and_the_stop_is_not_announced()
    {
        // The second rebuild waits, and so do the signs of life, but not beyond all limits.
        var run = RunAsync();
        await FailAsync(1, TimeSpan.Zero);
        await UntilServesAsync(2);
        await FailAsync(2, TimeSpan.Zero);
        await UntilAsync(() => _log.States.Count(static state => state == "STATUS=The host is rebuilt.") == 2);
        await UntilAsync(() => _lives.Count == 3, TimeSpan.FromMilliseconds(10));
        await UntilServesAsync(3);
        Assert.DoesNotContain(_log.States, static state => state.StartsWith("STOPPING", StringComparison.Ordinal));
        Assert.True(_log.Pings >= 3);

        await _stop.CancelAsync();

        Assert.Equal(0, await run.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken));
        Assert.Equal("STOPPING=1\nSTATUS=Stopping.", _log.States.Last(static state => state != "WATCHDOG=1"));
    }

    [Fact]
    public async Task File_of_the_configuration_that_may_not_be_read_asks_for_no_restart()
    {
        var run = new SupervisedRun(
            static () => throw new UnauthorizedAccessException("Access to the path 'appsettings.json' is denied."), new ServiceManager(_log, null), _time, seed: 1, _ => _ends++);

        Assert.Equal(RecoveryExitCodes.DoNotRestart, await run.RunAsync(HostArguments.Parse([]), new SupervisedHostOptions(), _stop.Token));
    }

    [Fact]
    public async Task Rebuilding_needs_somebody_who_does_it()
    {
        var services = new ServiceCollection().AddProcessRecovery(static options => options.Restart = SystemRestart.Rebuild);
        await using var provider = services.BuildServiceProvider();

        var fault = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(
            () => provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<SystemRecoveryOptions>>().Value);

        Assert.Equal(
            "'Resile:System:Restart' is 'Rebuild'; it has to be 'Exit', or the host has to be run by SupervisedHost.RunAsync, which can build it anew.",
            fault.Message);
    }

    private Task<int> RunAsync() => Task.Run(
        () => new SupervisedRun(Build, new ServiceManager(_log, TimeSpan.FromSeconds(1)), _time, seed: 1, _ => _ends++)
            .RunAsync(HostArguments.Parse([]), new SupervisedHostOptions(), _stop.Token),
        TestContext.Current.CancellationToken);

    private IHost Build()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(new ServiceManager(_log, TimeSpan.FromSeconds(1)));
        builder.Services.AddProcessRecovery(options =>
        {
            options.Restart = _options.Restart;
        });
        var host = builder.Build();
        lock (_lives)
        {
            _hosts.Add(host);
            _lives.Add(HostLife.Current!);
        }

        return host;
    }

    private async Task FailAsync(int life, TimeSpan after)
    {
        await UntilServesAsync(life);
        _time.Advance(after);
        _hosts[life - 1].Services.GetRequiredService<ISystemRecovery>().RestartSystem("It has failed.");
    }

    private Task UntilServesAsync(int life) => UntilAsync(() => _log.States.Count(static state => state == "READY=1\nSTATUS=Serving.") == life, TimeSpan.FromMilliseconds(10));

    private async Task UntilAsync(Func<bool> condition, TimeSpan step = default)
    {
        using var limit = new CancellationTokenSource(ChildProcess.Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(1, TestContext.Current.CancellationToken);
            if (step > TimeSpan.Zero)
            {
                _time.Advance(step);
            }
        }
    }
}
