using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Upcasting;

/// <summary>What a durable contract and its messages were before.</summary>
/// <param name="Contract">What every feature knows of the contract.</param>
/// <param name="Operations">Its methods that have something to read of older versions.</param>
/// <param name="Payloads">The types that have.</param>
/// <param name="IsNameShared">Whether the file of another contract would have the same name.</param>
internal sealed record UpcastingModel(
    ContractModel Contract, EquatableArray<UpcastOperationModel> Operations, EquatableArray<UpcastPayloadModel> Payloads, bool IsNameShared = false);
