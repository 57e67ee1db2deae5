using Resile.Generated.Tests.Contracts.Fakes;
using Resile.Testing.Fakes;

namespace Resile.Generated.Tests.Fakes;

/// <summary>A fake that the generator wrote, as a test uses it.</summary>
public sealed class FakeTests
{
    private readonly StallsFake _fake = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IStalls Stalls => _fake;

    [Fact]
    public async Task Fake_answers_what_it_is_told_and_notes_the_calls()
    {
        _fake.NameAsync.Answer(static id => Task.FromResult<string?>($"stall {id}"));
        _fake.NameAsync2.Return("fruit");
        _fake.CloseAsync.Succeed();
        _fake.RateAsync.Return(1.5m);

        Assert.Equal("stall 7", await Stalls.NameAsync(7, Token));
        Assert.Equal("fruit", await Stalls.NameAsync(8, "a"));
        await Stalls.CloseAsync();
        Assert.Equal(1.5m, await Stalls.RateAsync("EUR", Token));
        Assert.Equal(3, await Stalls.CountAsync());

        Assert.Equal([7], _fake.NameAsync.Calls);
        Assert.Equal([(8, "a")], _fake.NameAsync2.Calls);
        Assert.Equal("a", _fake.NameAsync2.Calls[0].@class);
        Assert.Single(_fake.CloseAsync.Calls);
        Assert.Equal(["EUR"], _fake.RateAsync.Calls);
    }

    [Fact]
    public async Task Answers_for_one_call_come_before_the_answer_for_all()
    {
        _fake.NameAsync.Return("usual").FailNext(new TimeoutException()).AnswerNext(static (_, _) => Task.FromResult<string?>("once"));

        await Assert.ThrowsAsync<TimeoutException>(() => Stalls.NameAsync(1, Token));
        Assert.Equal("once", await Stalls.NameAsync(2, Token));
        Assert.Equal("usual", await Stalls.NameAsync(3, Token));

        _fake.NameAsync.Fail(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Stalls.NameAsync(4, Token));
    }

    [Fact]
    public async Task Operation_without_an_answer_says_how_to_set_one()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Stalls.NameAsync(1, Token));

        Assert.Equal("Nobody has said what 'StallsFake.NameAsync' answers. Say it in the test: fake.NameAsync.Answer(...).", exception.Message);
        Assert.Equal([1], _fake.NameAsync.Calls);
    }

    [Fact]
    public async Task Test_can_wait_for_calls_and_hold_their_answers_back()
    {
        var answer = new TaskCompletionSource<string?>();
        _fake.NameAsync.Answer((_, cancellationToken) => answer.Task.WaitAsync(cancellationToken));
        using var source = new CancellationTokenSource();

        var first = Stalls.NameAsync(1, Token);
        var second = Stalls.NameAsync(2, source.Token);
        await _fake.NameAsync.WaitForCallsAsync(2, Token);
        await source.CancelAsync();
        answer.SetResult("late");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal("late", await first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _fake.NameAsync.WaitForCallsAsync(3, source.Token));
    }

    [Fact]
    public async Task Fake_gives_items_one_after_the_other()
    {
        _fake.AllAsync.Answer(static _ => AsyncEnumerable.Range(1, 3));

        Assert.Equal([1, 2, 3], await Stalls.AllAsync(Token).ToListAsync(Token));
        Assert.Equal(new NoArguments(), _fake.AllAsync.Calls.Single());
    }
}
