using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Calls;
using Resile.Recovery.Detection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Detection;

/// <summary>Components that wait for one another in ordinary calls.</summary>
public sealed class CallCircleTests
{
    private const string OfTwo = "'First' waits for 'Second' (WorkAsync), which waits for 'First' (WorkAsync)";

    private static readonly AsyncLocal<int> Request = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, OfTwo)]
    [InlineData(3, "'First' waits for 'Second' (WorkAsync), which waits for 'Third' (WorkAsync), which waits for 'First' (WorkAsync)")]
    public async Task Components_that_hang_in_a_circle_are_named_when_the_hang_is_found(int count, string circle)
    {
        await using var host = await StartAsync();
        await using var events = host.Supervision.WatchAsync(Token).GetAsyncEnumerator(Token);
        var (first, second, third) = Members(host);
        using var held = new SemaphoreSlim(1);
        var isHeldUp = false;
        Func<Task> back = () => WorkAsync(first, () =>
        {
            Volatile.Write(ref isHeldUp, true);
            return held.WaitAsync(CancellationToken.None);
        });

        var call = WorkAsync(first, async () =>
        {
            await held.WaitAsync();
            await Task.Yield();
            await WorkAsync(second, count == 2 ? back : () => WorkAsync(third, back));
        });
        await host.UntilAsync(() => Volatile.Read(ref isHeldUp));
        await host.UntilAsync(() => call.IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.EndsWith($"The components wait in a circle: {circle}.", (await Assert.ThrowsAsync<OutcomeUnknownException>(() => call)).Message);
        Assert.Equal((circle, "First"), await CircleAsync(events));
    }

    [Fact]
    public async Task Components_are_named_whose_calls_began_apart_and_wait_for_each_other()
    {
        await using var host = await StartAsync();
        var (first, second, _) = Members(host);
        var never = new TaskCompletionSource();

        // What holds up the inner calls is a lock of the outer ones, say.
        var calls = new[] { WorkAsync(first, () => WorkAsync(second, () => never.Task)), WorkAsync(second, () => WorkAsync(first, () => never.Task)) };
        await host.UntilAsync(() => calls[0].IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.Contains(OfTwo, (await Assert.ThrowsAsync<OutcomeUnknownException>(() => calls[0])).Message);
        never.SetResult();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => calls[1]);
    }

    [Theory]
    [InlineData(1, false, "'First' waits for 'First' (WorkAsync)")]
    [InlineData(2, false, "'Second' waits for 'First' (WorkAsync), which waits for 'Second' (WorkAsync)")]
    [InlineData(2, true, "'Second' waits for 'First' (WorkAsync), which waits for 'Second' (WorkAsync)")]
    public async Task Component_that_waits_for_its_own_place_within_its_limit_is_named_when_a_deadline_passes(int count, bool isOwnDeadline, string circle)
    {
        await using var host = await StartAsync(static options =>
            (options.ConcurrencyLimit, options.MinConcurrency, options.MaxConcurrency, options.HangAfter, options.PendingTimeout) =
            (ConcurrencyLimit.Fixed, 1, 1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(5)));
        await using var events = host.Supervision.WatchAsync(Token).GetAsyncEnumerator(Token);
        var (first, second, _) = Members(host);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), host.Time);
        Func<Task> back = () => first.WorkAsync(static () => Task.CompletedTask, isOwnDeadline ? deadline.Token : Token);

        var call = WorkAsync(first, async () =>
        {
            await Task.Yield();
            await (count == 1 ? back() : WorkAsync(second, back));
        });
        await host.UntilAsync(() => Cells(host)[0].Waiting == 1);
        await host.UntilAsync(() => call.IsCompleted, TimeSpan.FromMilliseconds(100));

        var thrown = await Record.ExceptionAsync(() => call);
        Assert.Equal((circle, "First"), await CircleAsync(events));
        if (isOwnDeadline)
        {
            Assert.IsAssignableFrom<OperationCanceledException>(thrown);
        }
        else
        {
            Assert.EndsWith($"The components wait in a circle: {circle}.", Assert.IsType<ComponentUnavailableException>(thrown).Message);
        }
    }

    [Fact]
    public async Task Component_that_blocks_its_thread_is_named()
    {
        await using var host = await StartAsync();
        var (first, second, _) = Members(host);
        var never = new TaskCompletionSource();

        var call = Task.Run(() => WorkAsync(first, () => Task.FromResult(WorkAsync(second, () => WorkAsync(first, () => never.Task)).GetAwaiter().GetResult())), Token);
        await host.UntilAsync(() => Cells(host)[0].Waiters(0).Count == 1);
        await host.UntilAsync(() => call.IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.Contains(OfTwo, (await Assert.ThrowsAsync<OutcomeUnknownException>(() => call)).Message);
    }

    [Fact]
    public async Task Slow_call_of_another_component_is_no_circle_whoever_calls_meanwhile()
    {
        await using var host = await StartAsync();
        var (first, second, _) = Members(host);
        var (never, passing) = (new TaskCompletionSource(), new TaskCompletionSource());
        var call = WorkAsync(first, () => WorkAsync(second, () => never.Task));
        for (var time = 0; time < 9; time++)
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // This one waits for the first in turn, but has not done so for long.
        var other = WorkAsync(second, () => WorkAsync(first, () => passing.Task));
        await host.UntilAsync(() => call.IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.DoesNotContain("circle", (await Assert.ThrowsAsync<OutcomeUnknownException>(() => call)).Message);
        never.SetResult();
        passing.SetResult();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => other);
    }

    [Fact]
    public async Task Who_waits_is_forgotten_when_the_calls_end_and_the_flow_of_the_caller_is_its_own()
    {
        await using var host = await StartAsync();
        var (first, second, _) = Members(host);
        var cells = Cells(host);
        var end = new TaskCompletionSource();
        var call = WorkAsync(first, async () =>
        {
            await Task.Yield();
            Assert.Equal("First", ComponentWaits.Caller!.Name);
            await Assert.ThrowsAsync<TimeoutException>(() => WorkAsync(second, static () => throw new TimeoutException()));
            Assert.Equal("First", ComponentWaits.Caller!.Name);
            await WorkAsync(second, () => end.Task);
        });
        Assert.Null(ComponentWaits.Caller);
        await host.UntilAsync(() => cells[1].Waiters(0).Count == 1);

        Assert.Equal([new ComponentWait(cells[0], cells[1], "WorkAsync")], cells[1].Waiters(0));
        end.SetResult();
        Assert.Equal(1, await call);
        Assert.All(cells, static cell => Assert.Empty(cell.Waiters(0)));

        // In the slots and objects of calls that components made.
        var again = new TaskCompletionSource();
        var calls = cells.SelectMany(_ => new[] { WorkAsync(first, () => again.Task), WorkAsync(second, () => again.Task) }).ToArray();
        Assert.All(cells, static cell => Assert.Empty(cell.Waiters(0)));
        again.SetResult();
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Every_call_knows_its_caller_and_leaves_nothing_behind_however_many_run_and_restart()
    {
        await using var host = await StartAsync(Patient, Patient);
        var (first, second, third) = Members(host);
        IMember[] members = [first, second, third];
        var cells = Cells(host);
        var (wrong, failed) = (0, 0);

        var callers = Enumerable.Range(0, 6).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var round = 0; round < 100; round++)
            {
                // Some calls come from the same context as the one before, others do not.
                Request.Value = (caller * 100) + (round / 2);
                try
                {
                    await CallAsync(random, 3, Request.Value);
                }
                catch (RecoveryException)
                {
                    Interlocked.Increment(ref failed);
                }
                catch (InvalidDataException)
                {
                    Interlocked.Increment(ref failed);
                }

                if (ComponentWaits.Caller is not null)
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        })).ToArray();
        var all = Task.WhenAll(callers);
        await host.UntilAsync(
            () =>
            {
                Array.ForEach(cells, static cell => cell.Waits.FindCircle(0));
                return all.IsCompleted;
            },
            TimeSpan.FromMilliseconds(50));
        await all;

        Assert.Equal(0, wrong);
        Assert.InRange(failed, 1, 550);
        Assert.Contains(cells, static cell => cell.Generations > 2);
        Assert.All(cells, static cell => Assert.Empty(cell.Waiters(0)));

        async Task CallAsync(Random random, int depth, int request)
        {
            var member = random.Next(members.Length);
            await WorkAsync(members[member], async () =>
            {
                for (var part = 0; part < 2; part++)
                {
                    if (random.Next(2) == 0)
                    {
                        await Task.Yield();
                    }

                    if (ComponentWaits.Caller != cells[member] || Request.Value != request)
                    {
                        Interlocked.Increment(ref wrong);
                    }

                    if (depth > 0)
                    {
                        await CallAsync(random, depth - 1, request);
                    }
                    else if (random.Next(400) == 0)
                    {
                        throw new InvalidDataException();
                    }
                }
            });
        }

        // One that ends waits for calls that wait for it in turn, and gives them up.
        static void Patient(AutoRecoverOptions options) => (options.HangAfter, options.PendingTimeout, options.LongestPause, options.ZombieLimit, options.MaxRestarts) =
            (TimeSpan.FromHours(1), TimeSpan.FromHours(1), options.ShortestPause, 100, 1_000);
    }

    // The first component has the defaults, and hangs after one second; what the others do, nobody finds out.
    private static async Task<WorkerHost> StartAsync(Action<AutoRecoverOptions>? first = null, Action<AutoRecoverOptions>? others = null)
    {
        others ??= static options => options.HangAfter = TimeSpan.FromHours(1);
        var host = await WorkerHost.StartAsync(add: components => components.AddFirst<First>(first).AddSecond<Second>(others).AddThird<Third>(others));
        var (one, two, three) = Members(host);
        foreach (var member in (IMember[])[one, two, three])
        {
            // Other tests may have seen only calls that complete at once. One that waits for its component runs on another thread, and may do so, too.
            await member.GenerationAsync(Token);
            var end = new TaskCompletionSource();
            var call = member.WorkAsync(() => end.Task, Token);
            end.SetResult();
            await call;
        }

        return host;
    }

    private static Task<int> WorkAsync(IMember member, Func<Task> work) => member.WorkAsync(work, Token);

    private static async Task<(string? Circle, string? Component)> CircleAsync(IAsyncEnumerator<SupervisionEvent> events)
    {
        while (await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))
        {
            if (events.Current.Kind == SupervisionEventKind.WaitsInCircle)
            {
                return (events.Current.Error, events.Current.Component);
            }
        }

        return default;
    }

    private static (IFirst First, ISecond Second, IThird Third) Members(WorkerHost host) =>
        (host.Services.GetRequiredService<IFirst>(), host.Services.GetRequiredService<ISecond>(), host.Services.GetRequiredService<IThird>());

    private static ComponentCell[] Cells(WorkerHost host) =>
    [
        host.Services.GetRequiredService<ComponentCell<IFirst>>(),
        host.Services.GetRequiredService<ComponentCell<ISecond>>(),
        host.Services.GetRequiredService<ComponentCell<IThird>>(),
    ];
}
