namespace Resile.LoadBalancing;

/// <summary>A contract that a client was added for.</summary>
internal sealed record ContractRegistration(BalancedContract Contract, Type ContractType);
