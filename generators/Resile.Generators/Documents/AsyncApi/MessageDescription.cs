using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;

namespace Resile.Generators.Documents.AsyncApi;

/// <summary>A method of a durable contract, its message, and who of the project has to do with it.</summary>
/// <remarks>It holds symbols, so it lives only while documents are written.</remarks>
/// <param name="Contract">The contract.</param>
/// <param name="Model">What every feature knows of the contract.</param>
/// <param name="Method">The method.</param>
/// <param name="Operation">Its message.</param>
/// <param name="Heading">What its operations in the document begin with.</param>
/// <param name="IsSent">Whether the project sends it.</param>
/// <param name="Handlers">The names of the classes that handle it, as far as they are known; null where the project does not handle it.</param>
internal sealed record MessageDescription(
    INamedTypeSymbol Contract, ContractModel Model, IMethodSymbol Method, DurableOperationModel Operation, string Heading, bool IsSent, IReadOnlyList<string>? Handlers)
{
    /// <summary>Gets the name of its exchange.</summary>
    public string Topic => MessageNames.TopicOf(Operation.WireName);
}
