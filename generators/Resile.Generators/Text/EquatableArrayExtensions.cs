using System.Collections.Immutable;

namespace Resile.Generators.Text;

/// <summary>Makes equatable arrays.</summary>
internal static class EquatableArrayExtensions
{
    /// <summary>Copies a sequence into an array that compares by its elements.</summary>
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items)
        where T : IEquatable<T> => new(items.ToImmutableArray());
}
