using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Telemetry;

/// <summary>Recoveries as activities, and the instruments that go with them. Each test has a supervisor of its own, by which it knows its activities.</summary>
public sealed class RecoveryActivityTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _activities = new();
    private readonly ActivityListener _listener;
    private readonly string _supervisor = Guid.NewGuid().ToString("N");

    public RecoveryActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Resile.Recovery" or "Callers",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("resile.supervisor"), _supervisor))
                {
                    _activities.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recovery_of_a_component_is_one_activity_linked_to_the_call_that_failed(bool isLate)
    {
        await using var host = await StartAsync();
        using var source = new ActivitySource("Callers");
        ActivityContext call;
        using (var caller = source.StartActivity("call"))
        {
            call = caller!.Context;
            await Assert.ThrowsAsync<InvalidDataException>(() => First(host).WorkAsync(async () =>
            {
                if (isLate)
                {
                    await Task.Yield();
                }

                throw new InvalidDataException();
            }, Token));
        }

        await host.UntilAsync(() => !_activities.IsEmpty, TimeSpan.FromMilliseconds(10));

        var activity = Assert.Single(_activities);
        Assert.Equal("recover First", activity.OperationName);
        Assert.Equal(call.SpanId, Assert.Single(activity.Links).Context.SpanId);
        Assert.Null(activity.ParentId);
        Assert.Equal(
            ("First", "Crashed", "component", "restarted", 1, 2),
            (Tag("resile.component"), Tag("resile.reason"), Tag("resile.rung"), Tag("resile.outcome"), Tag("resile.generation.failed"), Tag("resile.generation.opened")));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);

        object? Tag(string name) => activity.GetTagItem(name);
    }

    [Fact]
    public async Task Recovery_that_needs_several_starts_lasts_until_the_last_one()
    {
        await using var host = await StartAsync();
        var starts = 0;
        host.Log.OnStart = (context, _) => Interlocked.Increment(ref starts) <= 2 ? throw new IOException() : Task.CompletedTask;

        await Assert.ThrowsAsync<InvalidDataException>(() => First(host).WorkAsync(static () => throw new InvalidDataException(), Token));
        await host.UntilAsync(() => !_activities.IsEmpty, TimeSpan.FromMilliseconds(10));

        Assert.Equal(starts - 1, Assert.Single(_activities).GetTagItem("resile.failed_starts"));
    }

    [Fact]
    public async Task Each_rung_has_an_activity_of_its_own()
    {
        await using var host = await StartAsync(components: static options => options.MaxRestarts = 0, supervisor: static options => options.MaxRestarts = 1);
        for (var failure = 1; failure <= 2; failure++)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => First(host).WorkAsync(static () => throw new InvalidDataException(), Token));
            var expected = 2 * failure;
            await host.UntilAsync(() => _activities.Count == expected, TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(
            ["component escalated", "service restarted", "component escalated", "system requested"],
            _activities.Select(static activity => $"{activity.GetTagItem("resile.rung")} {activity.GetTagItem("resile.outcome")}"));
        Assert.All(_activities, static activity => Assert.Equal("Crashed", activity.GetTagItem("resile.reason")));
    }

    [Fact]
    public async Task Instruments_tell_budget_state_and_how_late_a_hang_was_noticed()
    {
        await using var host = await StartAsync(components: static options => options.HangAfter = TimeSpan.FromSeconds(1));
        var measured = new ConcurrentDictionary<string, double>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == host.Services.GetRequiredService<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.Start();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hanging = First(host).WorkAsync(() => release.Task, Token);
        await host.UntilAsync(() => hanging.IsCompleted, TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => hanging);
        await host.UntilAsync(() => host.Supervision.Snapshot().Components.All(static component => component.State == ComponentState.Open));

        meters.RecordObservableInstruments();

        Assert.InRange(measured["resile.recovery.detection_delay First Hung"], 1, 1.5);
        Assert.Equal((4, 5), (measured["resile.recovery.budget_left First"], measured["resile.recovery.budget_left Second"]));
        Assert.Equal(1, measured["resile.recovery.state First Open"]);
        Assert.Equal(1, measured["resile.recovery.zombies First"]);
        release.SetResult();

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = instrument.Name;
            foreach (var (key, tag) in tags)
            {
                name += key == "resile.supervisor" ? "" : " " + tag;
            }

            measured[name] = value;
        }
    }

    public void Dispose() => _listener.Dispose();

    private static IFirst First(WorkerHost host) => host.Services.GetRequiredService<IFirst>();

    private Task<WorkerHost> StartAsync(Action<AutoRecoverOptions>? components = null, Action<SupervisorOptions>? supervisor = null) => WorkerHost.StartAsync(
        add: builder => builder.Under(_supervisor, supervisor).AddFirst<First>(components).AddSecond<Second>(components));
}
