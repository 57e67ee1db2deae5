using System.Collections.Concurrent;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Generations;

public sealed class CallSlotsTests
{
    private readonly CallSlots _slots = new();

    [Fact]
    public void Calls_that_have_ended_are_counted_in_all_segments()
    {
        var calls = new CallSlots();
        var running = Enumerable.Range(0, 200).Select(_ => calls.Claim(1)).ToArray();
        Assert.Equal(0, calls.Ended);

        foreach (var call in running)
        {
            call.Free();
        }

        calls.Claim(1).Free();
        calls.Claim(1);
        Assert.Equal(201, calls.Ended);
    }

    [Fact]
    public void More_calls_than_a_segment_holds_each_get_a_slot_of_their_own()
    {
        var claimed = Enumerable.Range(1, 1_000).Select(since => _slots.Claim(since)).ToArray();

        Assert.Equal(1_000, claimed.Distinct().Count());
        Assert.Equal((1, false), (_slots.Oldest, _slots.IsEmpty));
        foreach (var slot in claimed[..500])
        {
            slot.Free();
        }

        Assert.Equal(501, _slots.Oldest);
        foreach (var slot in claimed[500..])
        {
            slot.Free();
        }

        Assert.Equal((long.MaxValue, true), (_slots.Oldest, _slots.IsEmpty));
    }

    [Fact]
    public void Slots_that_were_freed_are_claimed_again()
    {
        var seen = new HashSet<CallSlot>();
        var running = new Queue<CallSlot>(Enumerable.Range(1, 1_000).Select(since => _slots.Claim(since)));
        for (var call = 0; call < 100_000; call++)
        {
            var slot = _slots.Claim(1);
            seen.Add(slot);
            running.Enqueue(slot);
            running.Dequeue().Free();
        }

        Assert.InRange(seen.Count, 1, 3_000);
    }

    [Fact]
    public async Task Slot_is_never_held_by_two_calls()
    {
        var held = new ConcurrentDictionary<CallSlot, byte>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var mine = new List<CallSlot>();
            for (var step = 0; step < 20_000; step++)
            {
                if (mine.Count < 200 && random.Next(2) == 0)
                {
                    var slot = _slots.Claim(1 + step);
                    Assert.True(held.TryAdd(slot, 0));
                    mine.Add(slot);
                }
                else if (mine.Count > 0)
                {
                    var index = random.Next(mine.Count);
                    held.TryRemove(mine[index], out _);
                    mine[index].Free();
                    mine.RemoveAt(index);
                }
            }

            mine.ForEach(slot =>
            {
                held.TryRemove(slot, out _);
                slot.Free();
            });
        }, TestContext.Current.CancellationToken)));

        Assert.True(_slots.IsEmpty);
    }
}
