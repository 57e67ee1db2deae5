using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.Messaging;

/// <summary>A call that writes to a database, or commits what was written.</summary>
/// <param name="Call">The call.</param>
/// <param name="Kind">What commits; <see cref="SenderKind.Unknown"/> for a statement that is part of any transaction or of none.</param>
/// <param name="Root">The transaction or the context; null where that is no variable.</param>
internal sealed record DatabaseWrite(IInvocationOperation Call, SenderKind Kind, ISymbol? Root)
{
    /// <summary>Gets whether it commits.</summary>
    public bool IsCommit => Kind != SenderKind.Unknown;

    /// <summary>Gets how it is written, for a person.</summary>
    public string Name => (Root is null ? Call.TargetMethod.ContainingType.Name : Root.Name) + "." + Call.TargetMethod.Name;

    /// <summary>Reads a call; null where it writes nothing.</summary>
    public static DatabaseWrite? Of(IInvocationOperation call)
    {
        var type = call.Instance?.Type;
        SenderKind? kind = call.TargetMethod.Name switch
        {
            "SaveChanges" or "SaveChangesAsync" when TypeSearch.IsA(type, KnownTypes.DbContext) => SenderKind.Context,
            "Commit" or "CommitAsync" when TypeNames.Is(type, KnownTypes.DurableTransaction) => SenderKind.Transaction,
            "Commit" or "CommitAsync" when TypeSearch.IsA(type, KnownTypes.DbTransactionInterface) => SenderKind.Enlisted,
            "Commit" or "CommitAsync" when TypeSearch.IsA(type, KnownTypes.DbContextTransaction) => SenderKind.Enlisted,
            "ExecuteNonQuery" or "ExecuteNonQueryAsync" when TypeSearch.IsA(type, KnownTypes.DbCommandInterface) => SenderKind.Unknown,
            "ExecuteUpdate" or "ExecuteUpdateAsync" or "ExecuteDelete" or "ExecuteDeleteAsync"
                when TypeNames.Namespace(call.TargetMethod.ContainingNamespace) == "Microsoft.EntityFrameworkCore" => SenderKind.Unknown,
            _ => null,
        };
        return kind is { } known ? new(call, known, Functions.RootOf(call.Instance)) : null;
    }
}
