namespace Resile.LoadBalancing.Http;

/// <summary>What stands for the contract of a <see cref="BalancingHandler"/>: an operation for each verb.</summary>
internal sealed class HandlerContract
{
    private static readonly string[] Verbs = ["Get", "Head", "Options", "Trace", "Put", "Delete", "Post", "Patch"];

    private readonly BalancedOperation _other = new("Other", "POST", "");

    public HandlerContract(string name) =>
        Contract = new(name, name, LoadBalancingPolicies.PeakEwma, [.. Verbs.Select(static verb => new BalancedOperation(verb, verb.ToUpperInvariant(), "")), _other])
        {
            IsForwarded = true,
        };

    /// <summary>Gets the contract.</summary>
    public BalancedContract Contract { get; }

    /// <summary>Finds the operation of a request.</summary>
    public BalancedOperation OperationOf(HttpMethod method)
    {
        foreach (var operation in Contract.Operations)
        {
            if (operation.Method == method)
            {
                return operation;
            }
        }

        return _other;
    }
}
