using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.Recovery.Detection;
using Resile.Recovery.Generations;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Detection;

/// <summary>What supervision does while the machine stalls. The worker hangs after 1 s.</summary>
public sealed class StalledHostTests
{
    private readonly StallingMachine _machine = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Call_that_waits_for_a_stalled_pool_restarts_nothing_unless_doubt_is_switched_off(bool doubts, int generation)
    {
        await using var host = await StartAsync(doubts);
        var call = host.Worker.WorkAsync(_ => _release.Task, Token);

        Stall(host, TimeSpan.FromSeconds(4));
        _release.SetResult();

        // Where it was taken for a hang, its end and the answer for its caller race.
        await Task.WhenAny(call);
        Assert.Equal(generation, await host.FinishAsync(host.Worker.GenerationAsync(Token)));
    }

    [Fact]
    public async Task Call_that_hangs_is_found_all_the_same_later()
    {
        await using var host = await StartAsync(doubts: true);
        var call = host.Worker.WorkAsync(_ => _release.Task, Token);

        Stall(host, TimeSpan.FromSeconds(9));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => call);
        _release.SetResult();
    }

    [Fact]
    public async Task Process_that_stood_still_does_not_take_that_for_a_hang_however_short_the_limit()
    {
        await using var host = await StartAsync(doubts: true, static options => options.HangAfter = TimeSpan.FromMilliseconds(200));
        var call = host.Worker.WorkAsync(_ => _release.Task, Token);

        host.Time.Advance(TimeSpan.FromSeconds(5));
        _release.SetResult();

        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task Doubt_is_seen_while_it_lasts()
    {
        await using var host = await StartAsync(doubts: true);
        await using var events = host.Supervision.WatchAsync(Token).GetAsyncEnumerator(Token);
        using var meters = new MeterListener();
        var measured = new List<int>();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "resile.recovery.self_doubt" && instrument.Meter.Scope == host.Services.GetRequiredService<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<int>((_, value, _, _) => measured.Add(value));
        meters.Start();

        Stall(host, TimeSpan.FromMilliseconds(500));
        meters.RecordObservableInstruments();
        Assert.Equal(1, host.Supervision.Snapshot().SelfDoubt);
        _machine.Signs = StallSigns.None;
        for (var tick = 0; tick < 11; tick++)
        {
            host.Time.Advance(CoarseClock.Resolution);
        }

        meters.RecordObservableInstruments();
        Assert.Equal([1, 0], measured);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(SupervisionEventKind.SelfDoubtRose, events.Current.Kind);
        Assert.Contains("Limits are 2 times as long", events.Current.Error);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal((SupervisionEventKind.SelfDoubtEnded, "", null), (events.Current.Kind, events.Current.Supervisor, events.Current.Component));
    }

    [Theory]
    [InlineData("StallAfter", "00:00:00.05")]
    [InlineData("CleanInterval", "02:00:00")]
    public async Task Value_that_makes_no_sense_stops_the_start(string key, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            WorkerHost.StartAsync(configuration: new() { [$"Resile:SelfDoubt:{key}"] = value }));

        Assert.Contains($"'Resile:SelfDoubt:{key}' is '{value}", refused.Message);
    }

    private Task<WorkerHost> StartAsync(bool doubts, Action<AutoRecoverOptions>? configure = null) => WorkerHost.StartAsync(
        configure,
        add: components => components.Services.AddSingleton<IStallSensor>(_machine),
        configuration: new() { ["Resile:SelfDoubt:IsEnabled"] = doubts.ToString() });

    // The pool runs nothing meanwhile; the timer comes all the same.
    private void Stall(WorkerHost host, TimeSpan time)
    {
        for (var waited = CoarseClock.Resolution; waited <= time; waited += CoarseClock.Resolution)
        {
            _machine.Signs = new(waited, HasRun: false, TimeSpan.Zero);
            host.Time.Advance(CoarseClock.Resolution);
        }
    }
}
