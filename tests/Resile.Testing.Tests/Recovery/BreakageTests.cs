using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery;
using Resile.Testing.Recovery;
using Resile.Testing.Tests.Recovery.Subjects;

namespace Resile.Testing.Tests.Recovery;

/// <summary>Components that throw from and hang in every part of their life: where they end, and what the events say.</summary>
public sealed class BreakageTests
{
    private readonly Journal _journal = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("constructor", "throws", ComponentState.Open, 3, "Crashed 1, StartFailed 2, BackingOff 0, Restarted 3")]
    [InlineData("constructor", "hangs", ComponentState.Open, 3, "Crashed 1, Abandoned 2, StartFailed 2, BackingOff 0, Restarted 3")]
    [InlineData("start", "throws", ComponentState.Open, 3, "Crashed 1, StartFailed 2, StateDistrusted 2, BackingOff 0, Restarted 3")]
    [InlineData("start", "hangs", ComponentState.Open, 3, "Crashed 1, Abandoned 2, StartFailed 2, StateDistrusted 2, BackingOff 0, Restarted 3")]
    [InlineData("disposal", "throws", ComponentState.Open, 2, "Crashed 1, Restarted 2")]
    [InlineData("disposal", "hangs", ComponentState.Open, 2, "Crashed 1, Abandoned 1, Restarted 2")]
    [InlineData("capture", "throws", ComponentState.Open, 2, "CaptureFailed 1, Crashed 1, Restarted 2")]
    [InlineData("capture", "hangs", ComponentState.Open, 2, "CaptureFailed 1, Crashed 1, Abandoned 1, Restarted 2")]
    [InlineData("restoring", "throws", ComponentState.Open, 3, "Crashed 1, RestoreFailed 2, Restarted 3")]
    [InlineData("restoring", "hangs", ComponentState.Open, 3, "Crashed 1, Abandoned 2, StartFailed 2, RestoreFailed 2, BackingOff 0, Restarted 3")]
    public async Task Part_of_a_life_that_goes_wrong_costs_one_generation(string part, string how, ComponentState state, int generation, string events)
    {
        using var mayEnd = new ManualResetEventSlim();
        await using var harness = await StartAsync();
        if (part is not "capture")
        {
            await harness.AdvanceAsync(TimeSpan.FromSeconds(2), Token);
        }

        Break(part, how, mayEnd);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(part is "capture" ? 4 : 0), Token);
        harness.Crash<IStem>();
        await harness.AdvanceAsync(TimeSpan.FromSeconds(6), Token);

        Assert.Equal(state, harness.Snapshot<IStem>().State);
        Assert.Equal(generation, await harness.Component<IStem>().ServeAsync(0, Token));
        Assert.Equal(events, Text(harness, "Stem"));
        Assert.Equal(1, harness.Snapshot<IBerry>().Generation);

        mayEnd.Set();
        await UntilAsync(harness, () => harness.Snapshot<IStem>().Zombies == 0);
        await harness.StopAsync();
        await UntilAsync(harness, () => _journal.Living == 0);
        Assert.Empty(_journal.Violations);
    }

    [Fact]
    public async Task Restarts_that_all_fail_lead_to_the_system()
    {
        await using var harness = await StartAsync();

        harness.FailStarts<IStem>(1_000);
        harness.Crash<IStem>();
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1), Token);

        harness.AssertLadder(componentRestarts: 0, serviceRestarts: 1, systemRestart: true);
        Assert.Equal(7, harness.Events.Count(static happened => happened.Kind == SupervisionEventKind.StartFailed));
        Assert.Equal(SupervisionEventKind.SystemRestarting, harness.Events[^1].Kind);
        await harness.StopAsync();
        await UntilAsync(harness, () => _journal.Living == 0);
    }

    [Fact]
    public async Task Parent_and_child_that_fail_at_once_restart_once()
    {
        await using var harness = await Garden.StartAsync(_journal, seed: 1);

        // Seed stands under a supervisor below the one that Fruit restarts as a whole.
        harness.Inject(FaultKind.Throw, "Seed");
        harness.Inject(FaultKind.Escalate, "Fruit");
        harness.Inject(FaultKind.Escalate, "Seed");
        await harness.AdvanceAsync(TimeSpan.FromSeconds(5), Token);

        Assert.Equal(1, harness.Events.Count(static happened => happened is { Kind: SupervisionEventKind.ServiceRestarting, Supervisor: "Branch" }));
        Assert.All([harness.Snapshot<ISeed>(), harness.Snapshot<IFruit>(), harness.Snapshot<IFlower>()], static component => Assert.Equal(ComponentState.Open, component.State));
        Assert.Equal(1, harness.Snapshot<IStem>().Generation);
        Assert.Empty(_journal.Violations);
    }

    [Theory]
    [InlineData(ComponentState.Open)]
    [InlineData(ComponentState.Draining)]
    [InlineData(ComponentState.BackingOff)]
    [InlineData(ComponentState.Starting)]
    [InlineData(ComponentState.Ended)]
    public async Task Host_stops_in_every_state(ComponentState state)
    {
        using var mayEnd = new ManualResetEventSlim();
        await using var harness = await StartAsync();
        switch (state)
        {
            case ComponentState.Draining:
                harness.SlowDispose<IStem>(TimeSpan.FromMilliseconds(150));
                harness.Crash<IStem>();
                break;
            case ComponentState.BackingOff:
                harness.FailStarts<IStem>(1);
                harness.Crash<IStem>();
                break;
            case ComponentState.Starting:
                Break("start", "hangs", mayEnd);
                harness.Crash<IStem>();
                break;
            case ComponentState.Ended:
                harness.Inject(FaultKind.Stop, "Stem");
                break;
        }

        await harness.AdvanceUntilAsync(() => harness.Snapshot<IStem>().State == state, TimeSpan.FromSeconds(1), Token);
        await harness.StopAsync();

        Assert.Equal(1, harness.Events.Count(static happened => happened is { Kind: SupervisionEventKind.Stopped, Component: "Stem" }));
        Assert.Equal(1, harness.Events.Count(static happened => happened is { Kind: SupervisionEventKind.Stopped, Component: "Berry" }));
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => harness.Component<IStem>().ServeAsync(0, Token).AsTask());
        mayEnd.Set();
        await UntilAsync(harness, () => _journal.Living == 0);
        Assert.Empty(_journal.Violations);
    }

    // For what threads do that have just been let go.
    private static async Task UntilAsync(RecoveryHarness harness, Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(1, limit.Token);
            await harness.AdvanceAsync(TimeSpan.FromMilliseconds(100), limit.Token);
        }
    }

    // Each part goes wrong once. What hangs blocks its thread, and looks at no token.
    private void Break(string part, string how, ManualResetEventSlim mayEnd)
    {
        var broken = 0;
        void Fail()
        {
            if (Interlocked.Exchange(ref broken, 1) != 0)
            {
                return;
            }

            if (how == "throws")
            {
                throw new InvalidOperationException("broken");
            }

            mayEnd.Wait(TimeSpan.FromSeconds(60));
        }

        switch (part)
        {
            case "constructor":
                _journal.OnMake = context => FailIfStem(context.Component);
                break;
            case "start":
                _journal.OnStart = (context, _) => Task.Run(() => FailIfStem(context.Component), CancellationToken.None);
                break;
            case "disposal":
                _journal.OnDispose = async context => await Task.Run(() => FailIfStem(context.Component), CancellationToken.None);
                break;
            case "capture":
                _journal.OnCapture = Fail;
                break;
            case "restoring":
                _journal.OnRestore = _ => Fail();
                break;
        }

        void FailIfStem(string component)
        {
            if (component == "Stem")
            {
                Fail();
            }
        }
    }

    private static string Text(RecoveryHarness harness, string component) => string.Join(", ", harness.Events
        .Where(happened => happened.Component == component && happened.Kind is not (SupervisionEventKind.Started or SupervisionEventKind.Restored))
        .Select(static happened => $"{happened.Kind} {happened.Generation}"));

    private Task<RecoveryHarness> StartAsync() => RecoveryHarness.StartAsync(
        services =>
        {
            services.AddSingleton(_journal);
            var components = new ComponentsBuilder(services).Under("Service", static options => options.MaxRestarts = 1);
            components.AddBerry<Berry>().AddStem<Stem>(static options =>
            {
                (options.SnapshotInterval, options.SnapshotTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                (options.StartTimeout, options.MaxRestarts) = (TimeSpan.FromSeconds(1), 3);
            });
        },
        new RecoveryHarnessOptions { Grace = TimeSpan.FromMilliseconds(100) },
        Token);
}
