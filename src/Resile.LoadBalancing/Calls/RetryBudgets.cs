using System.Collections.Concurrent;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Calls;

/// <summary>The budgets of a program: one for each service, however many contracts it is called by.</summary>
internal sealed class RetryBudgets(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, RetryBudget> _budgets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the budget of a service.</summary>
    public RetryBudget Of(string service) => _budgets.GetOrAdd(ServiceName.Key(service), static (_, clock) => new RetryBudget(clock), timeProvider);
}
