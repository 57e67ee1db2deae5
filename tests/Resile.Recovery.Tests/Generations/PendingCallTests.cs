using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Generations;

public sealed class PendingCallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Caller_gets_the_result_and_the_slot_is_free_before()
    {
        var generation = Next(1);
        var body = new TaskCompletionSource<int>();
        var call = Begin(generation, new(body.Task));
        Assert.False(generation.Calls.IsEmpty);
        var isFree = false;
        var caller = Task.Run(
            async () =>
            {
                var result = await call;
                isFree = generation.Calls.IsEmpty;
                return result;
            },
            Token);

        body.SetResult(3);

        Assert.Equal(3, await caller.WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.True(isFree);
    }

    [Fact]
    public async Task What_the_body_throws_reaches_the_caller_as_it_is()
    {
        var generation = Next(1);
        await Assert.ThrowsAsync<InvalidDataException>(() => Begin(generation, ValueTask.FromException<int>(new InvalidDataException())).AsTask());
        var cancelled = Begin(generation, ValueTask.FromCanceled<int>(new CancellationToken(true))).AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        Assert.True(cancelled.IsCanceled);
        Assert.True(generation.Calls.IsEmpty);
    }

    [Fact]
    public async Task Call_that_is_given_up_keeps_its_slot_until_its_code_ends()
    {
        var generation = Next(1);
        var body = new TaskCompletionSource<int>();
        var call = Begin(generation, new(body.Task));
        Assert.True(generation.TryDrain());
        generation.Abandon();

        Assert.Equal(1, (await Assert.ThrowsAsync<OutcomeUnknownException>(() => call.AsTask())).Generation);
        Assert.False(generation.Calls.IsEmpty);
        body.SetResult(1);
        Assert.True(generation.Calls.IsEmpty);
    }

    [Fact]
    public async Task Call_that_begins_to_wait_on_what_was_given_up_is_answered()
    {
        var generation = Next(1);
        var slot = generation.Calls.Claim(1);
        generation.Abandon();

        var call = PendingResult<int>.Begin(new CallPass(generation, slot), new(new TaskCompletionSource<int>().Task), "Call", isReplayed: false, Token);

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => call.AsTask());
    }

    [Fact]
    public void Result_that_is_taken_too_early_is_refused_and_the_call_goes_on()
    {
        var body = new TaskCompletionSource<int>();
        var call = Begin(Next(1), new(body.Task));

        Assert.Throws<InvalidOperationException>(() => Take(call));

        body.SetResult(4);
        Assert.Equal(4, Take(call));
        Assert.Throws<InvalidOperationException>(() => Take(call));
    }

    [Fact]
    public async Task Callers_get_their_own_answers_while_generations_are_given_up()
    {
        const int Calls = 20_000;
        var current = Next(1);
        var all = new ConcurrentQueue<Generation>([current]);
        var (served, refused) = (0, 0);
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(
            async () =>
            {
                for (var number = 0; number < Calls; number++)
                {
                    var value = (caller * Calls) + number;
                    var generation = Volatile.Read(ref current);
                    if (!generation.TryEnter(1, out var slot))
                    {
                        continue;
                    }

                    try
                    {
                        Assert.Equal(value, await PendingResult<int>.Begin(new CallPass(generation, slot), LaterAsync(value), "Call", isReplayed: false, Token));
                        Interlocked.Increment(ref served);
                    }
                    catch (OutcomeUnknownException exception)
                    {
                        Assert.Equal((generation.Number, GenerationState.Abandoned), (exception.Generation, generation.State));
                        Interlocked.Increment(ref refused);
                    }
                }
            },
            Token)).ToArray();
        var calling = Task.WhenAll(callers);
        for (var number = 2; !calling.IsCompleted && number < 5_000; number++)
        {
            var before = current;
            var next = Next(number);
            all.Enqueue(next);
            Volatile.Write(ref current, next);
            before.TryDrain();
            before.Abandon();
            await Task.Yield();
        }

        await calling.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.InRange(served, 1, 4 * Calls);
        Assert.InRange(refused, 1, 4 * Calls);
        SpinWait.SpinUntil(() => all.All(static each => each.Calls.IsEmpty), TimeSpan.FromSeconds(20));
        Assert.All(all, static each => Assert.True(each.Calls.IsEmpty));
    }

    private static ComponentGeneration<string> Next(int number) =>
        new(number, new NoScope(), "component", new FakeTimeProvider()) { Owner = NoOwner.Instance };

    private static ValueTask<int> Begin(Generation generation, ValueTask<int> running) =>
        PendingResult<int>.Begin(new CallPass(generation, generation.Calls.Claim(1)), running, "Call", isReplayed: false, Token);

    private static int Take(ValueTask<int> call) => call.GetAwaiter().GetResult();

    private static async ValueTask<int> LaterAsync(int value)
    {
        await Task.Yield();
        return value;
    }

    private sealed class NoScope : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
