using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery;
using Resile.Testing.Recovery;
using Resile.Testing.Tests.Recovery.Subjects;

namespace Resile.Testing.Tests.Recovery;

/// <summary>What users' tests do to their components.</summary>
public sealed class RecoveryHarnessTests
{
    private readonly Journal _journal = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Crash_restarts_the_component_alone()
    {
        await using var harness = await StartAsync();

        harness.Crash<IBerry>();
        await harness.AdvanceAsync(TimeSpan.Zero, Token);

        harness.AssertLadder(componentRestarts: 1);
        Assert.Equal(2, await harness.Component<IBerry>().ServeAsync(0, Token));
        Assert.Equal(1, await harness.Component<IStem>().ServeAsync(0, Token));
    }

    [Fact]
    public async Task Exception_means_what_the_contract_says()
    {
        await using var harness = await StartAsync();

        harness.Crash<IBerry>(new ArgumentException("The caller is to blame."));
        harness.Crash<IStem>(new NotSupportedException());
        await harness.AdvanceAsync(TimeSpan.FromSeconds(1), Token);

        harness.AssertLadder(componentRestarts: 0);
        Assert.Equal(ComponentState.Ended, harness.Snapshot<IStem>().State);
    }

    [Fact]
    public async Task Ladder_is_climbed_to_the_system_and_the_process_goes_on()
    {
        await using var harness = await StartAsync(maxRestarts: 1);

        for (var crash = 0; crash < 4; crash++)
        {
            harness.Crash<IBerry>();
            await harness.AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        }

        harness.AssertLadder(componentRestarts: 2, serviceRestarts: 1, systemRestart: true);
        Assert.Single(harness.SystemRestarts);
    }

    [Fact]
    public async Task Ladder_that_is_not_as_expected_is_shown_with_the_events()
    {
        await using var harness = await StartAsync();
        harness.Crash<IBerry>();
        await harness.AdvanceAsync(TimeSpan.Zero, Token);

        var exception = Assert.Throws<RecoveryAssertionException>(() => harness.AssertLadder(0, 1));

        Assert.StartsWith(
            "Expected 0 restarts of components, 1 of services and none of the system; there were 1 restarts of components, 0 of services and none of the system. The events:",
            exception.Message, StringComparison.Ordinal);
        Assert.Contains("    0.000 s  Crashed           Berry #1 (Crashed): 'Berry' was made to throw by the test.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hang_is_noticed_when_its_time_has_passed_and_leaves_the_generation_behind()
    {
        await using var harness = await StartAsync();

        harness.Hang<IBerry>();
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(900), Token);
        harness.AssertLadder(componentRestarts: 0);
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(300), Token);

        harness.AssertLadder(componentRestarts: 1);
        Assert.Equal((1L, 1), (harness.Snapshot<IBerry>().Hangs, harness.Snapshot<IBerry>().Zombies));
        harness.Wake();
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(300), Token);
        Assert.Equal(0, harness.Snapshot<IBerry>().Zombies);
    }

    [Fact]
    public async Task Starts_that_fail_are_tried_again()
    {
        await using var harness = await StartAsync();

        harness.FailStarts<IBerry>(2);
        harness.Crash<IBerry>();
        await harness.AdvanceAsync(TimeSpan.FromSeconds(5), Token);

        Assert.Equal(2, harness.Events.Count(static happened => happened.Kind == SupervisionEventKind.StartFailed));
        harness.AssertLadder(componentRestarts: 1);
    }

    [Fact]
    public async Task Corrupt_snapshot_is_refused_and_the_component_starts_without()
    {
        var restored = new List<StemState>();
        _journal.OnRestore = restored.Add;
        await using var harness = await StartAsync();
        Assert.Throws<InvalidOperationException>(() => harness.CorruptSnapshot<IStem>());
        await harness.AdvanceUntilAsync(() => harness.Snapshot<IStem>().StateAge is not null, TimeSpan.FromMinutes(1), Token);

        harness.CorruptSnapshot<IStem>();
        harness.Crash<IStem>();
        await harness.AdvanceAsync(TimeSpan.Zero, Token);

        Assert.Contains(harness.Events, static happened => happened.Kind == SupervisionEventKind.RestoreFailed);
        Assert.Empty(restored);
        Assert.Equal(3, await harness.Component<IStem>().ServeAsync(0, Token));
    }

    [Fact]
    public async Task State_of_the_test_is_what_the_next_generation_is_given()
    {
        var restored = new List<StemState>();
        _journal.OnRestore = restored.Add;
        await using var harness = await StartAsync();
        await harness.AdvanceUntilAsync(() => harness.Snapshot<IStem>().StateAge is not null, TimeSpan.FromMinutes(1), Token);

        harness.CorruptSnapshot<IStem>(new StemState(77));
        harness.Crash<IStem>();
        await harness.AdvanceAsync(TimeSpan.Zero, Token);

        Assert.Equal([new StemState(77)], restored);
    }

    [Fact]
    public async Task Slow_disposal_leaves_the_generation_behind()
    {
        await using var harness = await StartAsync();

        harness.SlowDispose<IBerry>(TimeSpan.FromSeconds(2));
        harness.Crash<IBerry>();
        await harness.AdvanceAsync(TimeSpan.FromSeconds(1), Token);

        Assert.Contains(harness.Events, static happened => happened.Kind == SupervisionEventKind.Abandoned);
        Assert.Equal(1, harness.Snapshot<IBerry>().Zombies);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(2), Token);
        Assert.Equal(0, harness.Snapshot<IBerry>().Zombies);
    }

    [Fact]
    public async Task Call_on_a_component_that_is_down_ends_while_time_goes_on()
    {
        await using var harness = await StartAsync();
        harness.FailStarts<IBerry>(2);
        harness.Crash<IBerry>();

        Assert.Equal(4, await harness.FinishAsync(harness.Component<IBerry>().ServeAsync(0, Token).AsTask()));
    }

    [Fact]
    public async Task What_does_not_take_calls_cannot_be_broken()
    {
        await using var harness = await StartAsync();
        harness.Crash<IStem>(new NotSupportedException());
        await harness.AdvanceUntilAsync(() => harness.Snapshot<IStem>().State == ComponentState.Ended, TimeSpan.FromSeconds(30), Token);

        var exception = Assert.Throws<InvalidOperationException>(() => harness.Hang<IStem>());
        Assert.Equal("'Stem' cannot hang now, because it takes no calls (Ended). Let time pass until it does: see AdvanceUntilAsync.", exception.Message);
        Assert.Contains("Berry, Stem", Assert.Throws<InvalidOperationException>(() => harness.Inject(FaultKind.Throw, "Weed")).Message, StringComparison.Ordinal);
        Assert.Contains("'INut' is not supervised", Assert.Throws<InvalidOperationException>(() => harness.Crash<INut>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Condition_that_does_not_come_to_be_is_shown_with_the_events()
    {
        await using var harness = await StartAsync();

        await harness.AdvanceUntilAsync(() => harness.Time.GetUtcNow().Year > 1, TimeSpan.FromSeconds(1), Token);
        var exception = await Assert.ThrowsAsync<RecoveryAssertionException>(() => harness.AdvanceUntilAsync(static () => false, TimeSpan.FromSeconds(1), Token));
        Assert.Contains("Started           Berry #1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_ends_with_the_harness()
    {
        var harness = await StartAsync();
        harness.Hang<IBerry>();
        harness.SlowDispose<IStem>(TimeSpan.FromHours(1));
        harness.Crash<IStem>();
        await harness.AdvanceAsync(TimeSpan.FromSeconds(2), Token);

        await harness.DisposeAsync();

        Assert.Equal(0, _journal.Living);
        Assert.Empty(_journal.Violations);
    }

    [Fact]
    public async Task Registration_without_a_component_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RecoveryHarness.StartAsync(static _ => { }, cancellationToken: Token));

    [Fact]
    public async Task Equal_seeds_give_equal_events()
    {
        var texts = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var harness = await StartAsync();
            await harness.PlayAsync(FaultSchedule.FromSeed(7, 20, TimeSpan.FromSeconds(5), [FaultKind.Throw, FaultKind.FailStart]).Faults, cancellationToken: Token);

            // What restarts beside one another does so in any order, and a little sooner or later.
            texts.Add(string.Join('\n', harness.EventText.Split('\n').Select(static line => line.Split(" s  ")[^1]).Order(StringComparer.Ordinal)));
        }

        Assert.Equal(texts[0], texts[1]);
    }

    private Task<RecoveryHarness> StartAsync(int maxRestarts = 5) => RecoveryHarness.StartAsync(
        services =>
        {
            services.AddSingleton(_journal);
            new ComponentsBuilder(services).AddBerry<Berry>().AddStem<Stem>();
        },
        new RecoveryHarnessOptions
        {
            Grace = TimeSpan.FromMilliseconds(200),
            Configuration = new Dictionary<string, string?>
            {
                ["Resile:Components:Berry:MaxRestarts"] = $"{maxRestarts}",
                ["Resile:Supervisors:Service:MaxRestarts"] = $"{maxRestarts}",
            },
        },
        Token);
}
