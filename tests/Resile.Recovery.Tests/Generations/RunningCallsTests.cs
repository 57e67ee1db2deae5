using System.Diagnostics;
using System.Runtime.CompilerServices;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Generations;

public sealed class RunningCallsTests
{
    private readonly RunningCalls _calls = new();

    [Fact]
    public void Thread_within_a_call_has_no_second_slot_of_its_own() => OnNewThread(() =>
    {
        _calls.Claim(7).Free();
        ref var outer = ref _calls.TryClaim(3);
        Assert.False(Unsafe.IsNullRef(ref outer));
        Assert.True(Unsafe.IsNullRef(ref _calls.TryClaim(4)));
        Assert.Equal(3, _calls.Oldest);

        outer = 0;
        Assert.True(_calls.IsEmpty);
        Assert.False(Unsafe.IsNullRef(ref _calls.TryClaim(5)));
    });

    [Fact]
    public void Call_that_moves_keeps_its_age_and_frees_the_slot_of_its_thread() => OnNewThread(() =>
    {
        _calls.Claim(7).Free();
        var moved = _calls.Move(ref _calls.TryClaim(3));
        Assert.Equal(3, _calls.Oldest);

        ref var next = ref _calls.TryClaim(9);
        Assert.False(Unsafe.IsNullRef(ref next));
        moved.Free();
        Assert.Equal(9, _calls.Oldest);
    });

    [Fact]
    public void Calls_of_many_threads_are_all_seen_while_room_is_made()
    {
        using var entered = new CountdownEvent(200);
        using var leave = new ManualResetEventSlim();
        var (own, small) = (0, 0);
        var threads = Enumerable.Range(1, 200).Select(number => new Thread(() =>
        {
            _calls.Claim(1).Free();
            ref var since = ref _calls.TryClaim(number);
            var slot = Unsafe.IsNullRef(ref since) ? _calls.Claim(number) : default(CallSlot?);
            Interlocked.Add(ref own, slot is null ? 1 : 0);

            // Where other tests have used up the small ids, a thread shares slots.
            Interlocked.Add(ref small, Environment.CurrentManagedThreadId < ThreadSlots.Most ? 1 : 0);
            entered.Signal();
            leave.Wait(TimeSpan.FromSeconds(20));
            if (slot is { } shared)
            {
                shared.Free();
            }
            else
            {
                since = 0;
            }
        })).ToArray();
        Array.ForEach(threads, static thread => thread.Start());
        Assert.True(entered.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        Assert.Equal((small, 1), (own, _calls.Oldest));
        leave.Set();
        Array.ForEach(threads, static thread => thread.Join());
        Assert.True(_calls.IsEmpty);
    }

    // Only a small id has a slot. A thread gives its id back when it has ended and is collected, and other tests start many.
    private static void OnNewThread(Action test)
    {
        var patience = Stopwatch.StartNew();
        while (!RunsOnSmallId(test))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), "More threads live than there are slots.");
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static bool RunsOnSmallId(Action test)
    {
        var isSmall = false;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            isSmall = Environment.CurrentManagedThreadId < ThreadSlots.Most;
            failure = isSmall ? Record.Exception(test) : null;
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        return isSmall;
    }
}
