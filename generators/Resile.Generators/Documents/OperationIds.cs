using Resile.Generators.Contracts;

namespace Resile.Generators.Documents;

/// <summary>Names operations in documents: without <c>Async</c>, where no other one has that name.</summary>
internal static class OperationIds
{
    private const string Async = "Async";

    /// <summary>Names one among those of its contract.</summary>
    public static string Of(OperationModel operation, IEnumerable<OperationModel> all)
    {
        var name = operation.UniqueName;
        var stem = name.Length > Async.Length && name.EndsWith(Async, StringComparison.Ordinal) ? name.Substring(0, name.Length - Async.Length) : name;
        return all.Any(other => other.UniqueName == stem) ? name : stem;
    }
}
