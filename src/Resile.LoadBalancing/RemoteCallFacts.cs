namespace Resile.LoadBalancing;

/// <summary>Which call an exception speaks of.</summary>
/// <param name="Contract">The name of the contract, as in <c>Catalog</c>.</param>
/// <param name="Operation">The name of the operation, as in <c>GetProductAsync</c>.</param>
/// <param name="Endpoint">The endpoint that was tried last; null where there was none.</param>
/// <param name="Attempts">How many endpoints were tried.</param>
public sealed record RemoteCallFacts(string Contract, string Operation, Uri? Endpoint = null, int Attempts = 1)
{
    /// <inheritdoc/>
    public override string ToString() => Endpoint is null ? $"{Contract}.{Operation}" : $"{Contract}.{Operation} at {Endpoint}";
}
