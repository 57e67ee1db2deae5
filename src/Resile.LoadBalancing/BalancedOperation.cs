using System.ComponentModel;

namespace Resile.LoadBalancing;

/// <summary>What generated code says of an operation, to the client and to the skeleton alike.</summary>
/// <param name="name">Its name.</param>
/// <param name="verb">Its verb, in capitals.</param>
/// <param name="route">Its route's template.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BalancedOperation(string name, string verb, string route)
{
    /// <summary>Gets its name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets its verb, in capitals.</summary>
    public string Verb { get; } = verb;

    /// <summary>Gets its route's template.</summary>
    public string Route { get; } = route;

    /// <summary>Gets the deadline that was declared for it; null for the client's.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Gets the share of its calls that may be sent twice because they take unusually long; zero where it is not hedged.</summary>
    public double MaxExtraLoad { get; init; }

    /// <summary>Gets whether a reply may be null.</summary>
    public bool IsReplyNullable { get; init; }

    /// <summary>Gets or sets its place among the operations of its contract.</summary>
    internal int Index { get; set; }

    /// <summary>Gets its verb as the transport takes it.</summary>
    internal HttpMethod Method { get; } = HttpMethod.Parse(verb);
}
