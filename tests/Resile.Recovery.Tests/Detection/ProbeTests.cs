using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.Recovery.Detection;
using Resile.Recovery.Generations;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Detection;

/// <summary>A component that is probed every 10 s, within 1 s.</summary>
public sealed class ProbeTests
{
    private static readonly TimeSpan Tick = CoarseClock.Resolution;

    // The interval begins with the first look at a generation.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10) + Tick;
    private static readonly Func<RecoveryContext, CancellationToken, ValueTask<bool>> Ill = static (context, _) => new(context.Generation > 1);

    private readonly ProbeHooks _hooks = new();
    private readonly StallingMachine _machine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Component_that_is_well_is_probed_at_its_interval_and_goes_on()
    {
        await using var host = await StartAsync();

        Pass(host, TimeSpan.FromSeconds(9));
        Assert.Equal(0, _hooks.Probes);
        Pass(host, TimeSpan.FromSeconds(1) + Tick);
        await host.UntilAsync(() => _hooks.Probes == 1);
        await PassProbesAsync(host, 5);

        Assert.Equal(1, await Component(host).GenerationAsync(Token));
    }

    [Fact]
    public async Task Three_failures_in_a_row_restart_it_and_say_why()
    {
        await using var host = await StartAsync();
        await using var events = host.Supervision.WatchAsync(Token).GetAsyncEnumerator(Token);
        _hooks.Answer = Ill;

        await PassProbesAsync(host, 2);
        Assert.Equal(1, await Component(host).GenerationAsync(Token));
        await PassProbesAsync(host, 1);
        await host.UntilAsync(() => Snapshot(host) is { Generation: 2, State: ComponentState.Open }, Tick);

        Assert.Equal(2, await Component(host).GenerationAsync(Token));
        Assert.True(await events.MoveNextAsync());
        Assert.Equal((SupervisionEventKind.ProbeFailed, 1, RecoveryReason.ProbeFailed), (events.Current.Kind, events.Current.Generation, events.Current.Reason));
        Assert.Contains("ProbeAsync said that the component is not well", events.Current.Error);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal((SupervisionEventKind.Restarted, 2, RecoveryReason.ProbeFailed), (events.Current.Kind, events.Current.Generation, events.Current.Reason));
        await PassProbesAsync(host, 3);
        Assert.Equal(2, await Component(host).GenerationAsync(Token));
    }

    [Fact]
    public async Task Success_between_failures_begins_the_count_anew_and_exceptions_are_failures()
    {
        await using var host = await StartAsync();
        foreach (var isWell in (bool[])[false, false, true, false, false, true])
        {
            _hooks.Answer = isWell ? static (_, _) => new(true) : static (_, _) => throw new IOException("the disk is gone");
            await PassProbesAsync(host, 1);
        }

        Assert.Equal(1, await Component(host).GenerationAsync(Token));
        _hooks.Answer = Ill;
        await PassProbesAsync(host, 3);
        await host.UntilAsync(() => Snapshot(host).Generation == 2, Tick);
    }

    [Fact]
    public async Task Probe_that_hangs_counts_in_each_interval_and_no_other_begins_beside_it()
    {
        await using var host = await StartAsync();
        var release = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _hooks.Answer = (context, token) =>
        {
            token.Register(isTold.SetResult);
            return context.Generation == 1 ? new(release.Task) : new(true);
        };

        Pass(host, Interval);
        await host.UntilAsync(() => _hooks.Probes == 1);
        Pass(host, TimeSpan.FromSeconds(2));
        await isTold.Task.WaitAsync(Token);
        Pass(host, Interval);
        Assert.Equal(1, await Component(host).GenerationAsync(Token));
        Pass(host, Interval);
        await host.UntilAsync(() => Snapshot(host) is { Generation: 2, State: ComponentState.Open }, Tick);

        // The code of the probe still runs: its generation was left behind.
        Assert.Equal((1, 1), (_hooks.Probes, Snapshot(host).Zombies));
        release.SetResult(true);
        await host.UntilAsync(() => Snapshot(host).Zombies == 0, Tick);
        Assert.Equal(1, _hooks.MostAtOnce);
    }

    [Fact]
    public async Task Generation_that_drains_is_not_probed_and_a_running_probe_is_told_to_end()
    {
        await using var host = await StartAsync(static options => (options.ShutdownTimeout, options.ProbeTimeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2)));
        var isTold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _hooks.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            isTold.TrySetResult();
            return false;
        };
        Pass(host, Interval);
        await host.UntilAsync(() => _hooks.Probes == 1);
        var running = Component(host).RunAsync(() => release.Task, Token);

        for (var failure = 0; failure < 6; failure++)
        {
            await Assert.ThrowsAsync<IOException>(() => Component(host).RunAsync(static () => throw new IOException(), Token));
        }

        Pass(host, Tick);
        await isTold.Task.WaitAsync(Token);
        Pass(host, TimeSpan.FromMinutes(1));
        Assert.Equal((1, 1), (_hooks.Probes, Snapshot(host).Generation));
        release.SetResult();
        await running;
        await host.UntilAsync(() => Snapshot(host) is { Generation: 2, State: ComponentState.Open }, Tick);
        Assert.Equal(0, Snapshot(host).Zombies);
    }

    [Fact]
    public async Task Slow_probe_on_a_machine_that_stalls_is_given_more_time()
    {
        await using var host = await StartAsync(static options => options.ProbeFailures = 1);
        var release = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _hooks.Answer = (_, _) => new(release.Task);
        Pass(host, Interval);
        await host.UntilAsync(() => _hooks.Probes == 1);

        for (var waited = Tick; waited <= TimeSpan.FromSeconds(4); waited += Tick)
        {
            _machine.Signs = new(waited, HasRun: false, TimeSpan.Zero);
            Pass(host, Tick);
        }

        release.SetResult(true);
        Pass(host, TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Component(host).GenerationAsync(Token));
    }

    [Fact]
    public async Task Probe_is_no_call_that_hangs_and_none_that_makes_a_capture_due()
    {
        await using var host = await StartAsync(static options => (options.HangAfter, options.ProbeTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));
        var release = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _hooks.Answer = (_, _) => new(release.Task);

        Pass(host, Interval);
        await host.UntilAsync(() => _hooks.Probes == 1);
        Pass(host, TimeSpan.FromSeconds(20));

        Assert.Equal(1, await Component(host).GenerationAsync(Token));
        release.SetResult(true);
    }

    [Fact]
    public async Task Interval_of_zero_probes_nothing()
    {
        await using var host = await StartAsync(static options => options.ProbeInterval = TimeSpan.Zero);

        Pass(host, TimeSpan.FromMinutes(1));

        Assert.Equal(1, await Component(host).GenerationAsync(Token));
        Assert.Equal(0, _hooks.Probes);
    }

    [Theory]
    [InlineData("ProbeInterval", "-00:00:01")]
    [InlineData("ProbeTimeout", "00:00:00")]
    [InlineData("ProbeFailures", "0")]
    public async Task Value_that_makes_no_sense_stops_the_start(string key, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            WorkerHost.StartAsync(configuration: new() { [$"Resile:Components:Worker:{key}"] = value }));

        Assert.Contains($"'Resile:Components:Worker:{key}' is '{value}", refused.Message);
    }

    private static IProbed Component(WorkerHost host) => host.Services.GetRequiredService<IProbed>();

    private static ComponentSnapshot Snapshot(WorkerHost host) => host.Supervision.Snapshot().Components.Single(static component => component.Name == "Probed");

    private static void Pass(WorkerHost host, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Tick)
        {
            host.Time.Advance(Tick);
        }
    }

    // Lets a probe begin, answer, and be looked at.
    private async Task PassProbesAsync(WorkerHost host, int count)
    {
        for (var probes = _hooks.Probes; count > 0; count--)
        {
            await host.UntilAsync(() => _hooks.Probes > probes, TimeSpan.FromMilliseconds(500));
            probes = _hooks.Probes;
            await host.UntilAsync(() => !_hooks.IsRunning);
            await Task.Delay(1, Token);
            Pass(host, TimeSpan.FromMilliseconds(500));
        }
    }

    private Task<WorkerHost> StartAsync(Action<AutoRecoverOptions>? configure = null) => WorkerHost.StartAsync(add: components =>
    {
        components.Services.AddSingleton<IStallSensor>(_machine);
        components.Services.AddSingleton(_hooks);
        components.AddProbed<Probed>(configure);
    });
}
