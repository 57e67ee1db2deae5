using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>A contract that carries <c>[DurableMessage]</c>.</summary>
/// <param name="Contract">What every feature knows of it.</param>
/// <param name="Operations">Its messages, in the order of declaration.</param>
internal sealed record DurableMessageModel(ContractModel Contract, EquatableArray<DurableOperationModel> Operations) : IContractModel;
