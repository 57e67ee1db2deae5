using Microsoft.CodeAnalysis;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>Tells the operations of a contract apart from each other, and from what generated types need for themselves.</summary>
internal sealed class OperationNames
{
    // Members of generated types that are no operations, and those that every type has.
    private static readonly string[] Taken =
    [
        "Contract", "Table", "Map", "ExceptionActions", "SetDefaults",
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
    ];

    private static readonly string[] TypeSuffixes = ["Balanced", "Skeleton", "Supervised", "Sender", "Receiver", "Messages"];

    private readonly HashSet<string> _taken;
    private readonly Dictionary<IMethodSymbol, string> _unique = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> _explicit = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, string> _declaring = new(SymbolEqualityComparer.IncludeNullability);

    /// <summary>Names the operations.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="methods">Its operations, in the order of declaration.</param>
    public OperationNames(INamedTypeSymbol contract, IReadOnlyCollection<IMethodSymbol> methods)
    {
        var stem = ContractParser.StemOf(contract);
        _taken = new HashSet<string>(Taken.Concat(TypeSuffixes.Select(suffix => stem + suffix)), StringComparer.Ordinal);
        var declared = new HashSet<string>(methods.Select(static method => method.Name), StringComparer.Ordinal);
        var used = new HashSet<string>(_taken, StringComparer.Ordinal);
        var owners = new Dictionary<string, ITypeSymbol>(StringComparer.Ordinal);
        foreach (var method in methods)
        {
            _unique[method] = Unique(method.Name, used, declared);
            if (!_declaring.ContainsKey(method.ContainingType))
            {
                _declaring[method.ContainingType] = TypeNames.Full(method.ContainingType);
            }

            var shape = method.Name + "`" + Literal.Of(method.Parameters.Length);
            if (!owners.TryGetValue(shape, out var owner))
            {
                owners[shape] = method.ContainingType;
            }
            else if (!SymbolEqualityComparer.Default.Equals(owner, method.ContainingType))
            {
                _explicit.Add(method);
            }
        }
    }

    /// <summary>Gets the stem of the names that are generated for an operation: its own, with a number where another needs that.</summary>
    public string UniqueName(IMethodSymbol method) => _unique[method];

    /// <summary>Gets the interface that declares an operation, fully qualified.</summary>
    public string DeclaringType(IMethodSymbol method) => _declaring[method.ContainingType];

    /// <summary>
    /// Tells whether an operation must be implemented explicitly: it is not public, it has the name of another member of a generated type, or
    /// another interface declares one that may have its signature.
    /// </summary>
    public bool IsExplicit(IMethodSymbol method) =>
        method.DeclaredAccessibility != Accessibility.Public || _taken.Contains(method.Name) || _explicit.Contains(method);

    private static string Unique(string name, HashSet<string> used, HashSet<string> declared)
    {
        var unique = name;
        for (var number = 2; used.Contains(unique) || declared.Contains(unique + "Call") || declared.Contains(unique + "Operation"); number++)
        {
            unique = name + Literal.Of(number);
        }

        used.Add(unique);
        return unique;
    }
}
