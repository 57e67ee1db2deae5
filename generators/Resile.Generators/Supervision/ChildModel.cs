using Resile.Generators.Recovery;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>What stands under a supervisor.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The name under which its values are configured.</param>
/// <param name="DisplayName">Its contract and implementation, or its class, as a reader of the tree needs it.</param>
/// <param name="FullName">The same, fully qualified.</param>
/// <param name="Proxy">The contract's proxy, fully qualified; null where another assembly has it.</param>
/// <param name="Registration">The method of the contract's own assembly that adds the component; null where this assembly has the proxy.</param>
/// <param name="Implementation">The implementation, fully qualified; null of a supervisor.</param>
/// <param name="Key">The type of the keys of a pool, fully qualified.</param>
/// <param name="Arguments">The arguments of the implementation's constructor.</param>
/// <param name="Loop">The call that adds the background loop of its contract; null where that has none, or its own assembly adds it.</param>
/// <param name="Values">The values that the attribute sets.</param>
/// <param name="MaxChildren">How many components a pool may have; 0 for the default.</param>
/// <param name="Needs">What it needs of its siblings, in words.</param>
internal sealed record ChildModel(
    ChildKind Kind,
    string Name,
    string DisplayName,
    string FullName,
    string? Proxy,
    string? Registration,
    string? Implementation,
    string? Key,
    EquatableArray<string> Arguments,
    string? Loop,
    EquatableArray<AutoRecoverValue> Values,
    int MaxChildren,
    EquatableArray<string> Needs);
