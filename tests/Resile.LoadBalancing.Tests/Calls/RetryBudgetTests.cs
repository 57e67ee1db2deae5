using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Tests.Calls;

/// <summary>The budget that retries and hedges share.</summary>
public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Retries_are_allowed_in_proportion_to_the_calls()
    {
        var budget = new RetryBudget(_clock);
        Call(budget, 1_000);

        Assert.Equal(200, Spend(budget, perCall: 0.2, perSecond: 0));
    }

    [Fact]
    public void Reserve_lets_a_service_with_no_calls_retry()
    {
        var budget = new RetryBudget(_clock);

        Assert.Equal(100, Spend(budget, perCall: 0.2, perSecond: 10));
    }

    [Fact]
    public void Calls_and_retries_are_forgotten_after_ten_seconds()
    {
        var budget = new RetryBudget(_clock);
        Call(budget, 100);
        Assert.Equal(20, Spend(budget, perCall: 0.2, perSecond: 0));

        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(0, Spend(budget, perCall: 0.2, perSecond: 0));
        Call(budget, 10);
        Assert.Equal(2, Spend(budget, perCall: 0.2, perSecond: 0));

        _clock.Advance(TimeSpan.FromSeconds(3));
        Call(budget, 10);
        Assert.Equal(2, Spend(budget, perCall: 0.2, perSecond: 0));

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, Spend(budget, perCall: 0.2, perSecond: 0));
    }

    [Fact]
    public void Budget_is_one_for_each_service_however_it_is_written()
    {
        var budgets = new RetryBudgets(_clock);

        Assert.Same(budgets.Of("catalog"), budgets.Of("https+http://Catalog"));
        Assert.NotSame(budgets.Of("catalog"), budgets.Of("pricing"));
    }

    [Fact]
    public async Task Calls_of_many_threads_are_all_counted()
    {
        var budget = new RetryBudget(_clock);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Call(budget, 10_000), TestContext.Current.CancellationToken)));

        Assert.Equal(400, Spend(budget, perCall: 0.01, perSecond: 0));
    }

    private void Call(RetryBudget budget, int times)
    {
        for (var call = 0; call < times; call++)
        {
            budget.Deposit(_clock.GetTimestamp());
        }
    }

    private static int Spend(RetryBudget budget, double perCall, double perSecond)
    {
        var spent = 0;
        while (budget.TryWithdraw(perCall, perSecond))
        {
            spent++;
        }

        return spent;
    }
}
