using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>A contract that carries <c>[AutoRecover]</c>.</summary>
/// <param name="Contract">What every feature knows of it.</param>
/// <param name="Operations">Its operations, in the order of declaration.</param>
/// <param name="Values">The values that its attribute sets.</param>
/// <param name="Actions">What it says of exceptions.</param>
internal sealed record AutoRecoverModel(
    ContractModel Contract,
    EquatableArray<SupervisedOperationModel> Operations,
    EquatableArray<AutoRecoverValue> Values,
    EquatableArray<ExceptionActionModel> Actions) : IContractModel;
