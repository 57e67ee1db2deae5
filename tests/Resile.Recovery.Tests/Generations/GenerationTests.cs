using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Generations;

public sealed class GenerationTests
{
    [Fact]
    public async Task Generation_whose_scope_throws_at_its_end_has_ended()
    {
        var generation = new ComponentGeneration<string>(1, new ThrowingScope(), "component", new FakeTimeProvider()) { Owner = NoOwner.Instance };
        Assert.True(generation.TryDrain());

        await Assert.ThrowsAsync<InvalidOperationException>(generation.CloseAsync);

        Assert.Equal(GenerationState.Closed, generation.State);
    }

    [Fact]
    public void Generation_that_drains_takes_no_calls_and_drains_once()
    {
        var generation = new ComponentGeneration<string>(1, new ThrowingScope(), "component", new FakeTimeProvider()) { Owner = NoOwner.Instance };
        Assert.True(generation.TryEnter(1, out var slot));

        Assert.True(generation.TryDrain());

        Assert.False(generation.TryDrain());
        Assert.False(generation.TryEnter(1, out _));
        Assert.False(generation.Calls.IsEmpty);
        slot.Free();
        Assert.True(generation.Calls.IsEmpty);
    }

    [Fact]
    public void Call_that_its_gate_has_to_let_in_counts_once()
    {
        var generation = new ComponentGeneration<string>(1, new ThrowingScope(), "component", new FakeTimeProvider()) { Owner = NoOwner.Instance };
        generation.Calls.Claim(1).Free();
        Assert.Equal(1, generation.Calls.Count);

        Assert.True(Unsafe.IsNullRef(ref generation.TryEnterHere(1)));

        Assert.Equal(1, generation.Calls.Count);
        Assert.True(generation.Calls.IsEmpty);
        generation.Open();
        Assert.False(Unsafe.IsNullRef(ref generation.TryEnterHere(1)));
        Assert.Equal(2, generation.Calls.Count);
    }

    private sealed class ThrowingScope : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => throw new InvalidOperationException("The scope is broken.");
    }
}
