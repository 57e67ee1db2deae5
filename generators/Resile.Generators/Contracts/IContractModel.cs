namespace Resile.Generators.Contracts;

/// <summary>What a feature knows of a contract.</summary>
internal interface IContractModel
{
    /// <summary>Gets what every feature knows of it.</summary>
    ContractModel Contract { get; }
}
