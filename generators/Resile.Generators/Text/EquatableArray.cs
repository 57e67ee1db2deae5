using System.Collections;
using System.Collections.Immutable;

namespace Resile.Generators.Text;

/// <summary>An immutable array that compares by its elements, so that a model that holds one can be cached.</summary>
internal readonly struct EquatableArray<T>(ImmutableArray<T> items) : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
    where T : IEquatable<T>
{
    /// <summary>Gets the array without elements.</summary>
    public static EquatableArray<T> Empty { get; } = new(ImmutableArray<T>.Empty);

    /// <inheritdoc/>
    public int Count => Items.IsDefault ? 0 : Items.Length;

    // A default struct never went through the constructor; it counts as empty.
    private ImmutableArray<T> Items { get; } = items;

    /// <inheritdoc/>
    public T this[int index] => Items[index];

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other)
    {
        if (Items.IsDefaultOrEmpty || other.Items.IsDefaultOrEmpty)
        {
            return Items.IsDefaultOrEmpty && other.Items.IsDefaultOrEmpty;
        }

        return Items.AsSpan().SequenceEqual(other.Items.AsSpan());
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (Items.IsDefaultOrEmpty)
        {
            return 0;
        }

        var hash = 17;
        foreach (var item in Items)
        {
            hash = unchecked((hash * 31) + (item?.GetHashCode() ?? 0));
        }

        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() =>
        ((IEnumerable<T>)(Items.IsDefault ? ImmutableArray<T>.Empty : Items)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
