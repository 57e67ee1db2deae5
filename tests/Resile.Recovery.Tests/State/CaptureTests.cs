using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.Recovery.Calls;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Tests.State;

/// <summary>When state is captured, and what becomes of a capture that fails.</summary>
public sealed class CaptureTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Next_generation_goes_on_from_the_state_captured_last_before_it_starts()
    {
        await using var host = await LedgerHost.StartAsync();
        await host.AddAsync(5);
        await host.CaptureAsync();
        await host.AddAsync(3);

        await host.CrashAsync();

        Assert.Equal(5, await host.SumAsync());
        Assert.Equal(["start 1 cold", "capture 1", "dispose 1", "restore 2", "start 2 restored"], host.Hooks.Lines);
        await host.UntilEventAsync("Restarted 2");
        Assert.Equal(["Crashed 1", "Restored 2", "Restarted 2"], host.Events);
    }

    [Fact]
    public async Task Count_of_calls_captures_where_the_timer_is_off()
    {
        await using var host = await LedgerHost.StartAsync(static options => (options.SnapshotInterval, options.SnapshotEvery) = (TimeSpan.Zero, 3));
        await host.AddAsync(1);
        await host.AddAsync(1);
        host.Pass(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain("capture 1", host.Hooks.Lines);

        await host.AddAsync(1);
        await host.Host.UntilAsync(() => host.Snapshot.StateAge is not null, Step);
        host.Pass(TimeSpan.FromMinutes(1));
        await host.CrashAsync();

        Assert.Equal(3, await host.SumAsync());
        Assert.Equal(1, host.Hooks.Lines.Count(static line => line == "capture 1"));
    }

    [Fact]
    public async Task Nothing_is_captured_after_a_failure_while_calls_may_finish()
    {
        await using var host = await LedgerHost.StartAsync(static options =>
            (options.SnapshotInterval, options.ShutdownTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = host.RunAsync(() => release.Task);
        await host.CrashAsync();

        host.Pass(TimeSpan.FromSeconds(30));

        Assert.Null(host.Snapshot.StateAge);
        Assert.Equal(["start 1 cold"], host.Hooks.Lines);
        release.SetResult();
        Assert.Equal(1, await running);
    }

    [Fact]
    public async Task Capture_that_ends_after_the_failure_is_not_kept_and_nothing_is_disposed_under_it()
    {
        await using var host = await LedgerHost.StartAsync();
        using var release = new ManualResetEventSlim();
        host.Hooks.OnCapture = state =>
        {
            release.Wait(TestContext.Current.CancellationToken);
            return state;
        };
        host.Pass(LedgerHost.Interval);
        await host.Host.UntilAsync(() => host.Hooks.Lines.Contains("capture 1"));
        await host.CrashAsync();
        await host.Host.UntilAsync(() => host.Snapshot.State == ComponentState.Draining);
        Assert.DoesNotContain("dispose 1", host.Hooks.Lines);

        release.Set();

        Assert.Equal(2, await host.GenerationAsync());
        Assert.Null(host.Snapshot.StateAge);
        Assert.Equal(["start 1 cold", "capture 1", "dispose 1", "start 2 cold"], host.Hooks.Lines);
        Assert.Equal(0, host.Snapshot.Zombies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Capture_that_throws_or_returns_nothing_is_told_and_the_one_before_it_stays(bool returnsNull)
    {
        // Virtual time passes faster than a busy machine starts the capture: it is not to be called late meanwhile.
        await using var host = await LedgerHost.StartAsync(static options => options.SnapshotTimeout = TimeSpan.FromMinutes(5));
        await host.AddAsync(5);
        await host.CaptureAsync();
        await host.AddAsync(3);
        host.Hooks.OnCapture = _ => returnsNull ? null! : throw new IOException("no copy");

        host.Pass(LedgerHost.Interval);
        await host.UntilEventAsync("CaptureFailed 1");

        Assert.Equal(8, await host.AddAsync(0));
        Assert.Contains(returnsNull ? "returned null" : "no copy", host.Happened[0].Error);
        await host.CrashAsync();
        Assert.Equal(5, await host.SumAsync());
    }

    [Fact]
    public async Task Capture_that_always_throws_is_not_tried_at_every_tick()
    {
        await using var host = await LedgerHost.StartAsync(static options => options.SnapshotEvery = 1);
        host.Hooks.OnCapture = static _ => throw new IOException("no copy");
        await host.AddAsync(1);
        host.Pass(Step);
        await host.UntilEventAsync("CaptureFailed 1");
        var generation = host.Host.Services.GetRequiredService<ComponentCell<ILedger>>().Current!;
        var first = generation.Capture;
        for (var call = 0; call < 50; call++)
        {
            await host.AddAsync(1);
            host.Pass(Step);
            Assert.Same(first, generation.Capture);
        }

        host.Pass(TimeSpan.FromSeconds(6));
        Assert.NotSame(first, generation.Capture);
    }

    [Fact]
    public async Task Age_of_the_last_good_state_is_shown_and_measured()
    {
        await using var host = await LedgerHost.StartAsync();
        var ages = new List<double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "resile.recovery.state_age")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        var meter = host.Host.Services.GetRequiredService<RecoveryMetrics>().Meter;
        listener.SetMeasurementEventCallback<double>((instrument, age, tags, _) =>
        {
            if (instrument.Meter == meter)
            {
                Assert.Equal("Ledger", Assert.Single(tags.ToArray()).Value);
                ages.Add(age);
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Empty(ages);

        await host.CaptureAsync();
        host.Host.Time.Advance(TimeSpan.FromSeconds(3));
        listener.RecordObservableInstruments();

        Assert.Equal(3, Assert.Single(ages), precision: 6);
        Assert.Equal(TimeSpan.FromSeconds(3), host.Snapshot.StateAge);
        Assert.Null(host.Host.Snapshot.StateAge);
    }

    [Fact]
    public async Task Values_that_make_no_sense_stop_the_program_at_its_start()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => LedgerHost.StartAsync(static options =>
            (options.SnapshotInterval, options.SnapshotEvery, options.SnapshotTimeout, options.PoisonWindow) =
                (TimeSpan.FromSeconds(-1), -1, TimeSpan.Zero, TimeSpan.FromDays(2))));

        Assert.Equal(["SnapshotInterval", "SnapshotEvery", "SnapshotTimeout", "PoisonWindow"],
            refused.Failures.Select(static failure => failure.Split('\'')[1].Replace("Resile:Components:Ledger:", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Capture_that_hangs_stops_no_call_and_delays_no_restart()
    {
        await using var host = await LedgerHost.StartAsync(static options => options.ShutdownTimeout = TimeSpan.FromHours(1));
        await host.AddAsync(5);
        await host.CaptureAsync();
        using var release = new ManualResetEventSlim();
        host.Hooks.OnCapture = state =>
        {
            release.Wait(TestContext.Current.CancellationToken);
            return state;
        };
        host.Pass(LedgerHost.Interval);
        await host.Host.UntilAsync(() => host.Hooks.Lines.Count(static line => line == "capture 1") == 2);
        Assert.Equal(8, await host.AddAsync(3));
        await host.UntilEventAsync("CaptureFailed 1", Step);
        host.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(2, host.Hooks.Lines.Count(static line => line == "capture 1"));

        await host.CrashAsync();
        var began = host.Host.Time.GetUtcNow();

        Assert.Equal(5, await host.SumAsync());
        Assert.InRange(host.Host.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(1, host.Snapshot.Zombies);
        Assert.DoesNotContain("dispose 1", host.Hooks.Lines);
        release.Set();
        await host.Host.UntilAsync(() => host.Snapshot.Zombies == 0, Step);
        Assert.Contains("dispose 1", host.Hooks.Lines);
    }
}
