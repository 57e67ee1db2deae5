using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>A contract that carries <c>[AutoRecover]</c>.</summary>
/// <param name="Contract">What every feature knows of it.</param>
/// <param name="Operations">Its operations, in the order of declaration.</param>
/// <param name="Loop">The method that its supervisor runs; null where there is none. It is not among the operations.</param>
/// <param name="Values">The values that its attribute sets.</param>
/// <param name="Actions">What it says of exceptions.</param>
internal sealed record AutoRecoverModel(
    ContractModel Contract,
    EquatableArray<SupervisedOperationModel> Operations,
    OperationModel? Loop,
    EquatableArray<AutoRecoverValue> Values,
    EquatableArray<ExceptionActionModel> Actions) : IContractModel;
