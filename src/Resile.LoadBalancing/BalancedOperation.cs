using System.ComponentModel;

namespace Resile.LoadBalancing;

/// <summary>What generated code says of an operation, to the client and to the skeleton alike.</summary>
/// <param name="name">Its name.</param>
/// <param name="verb">Its verb, in capitals.</param>
/// <param name="route">Its route's template.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BalancedOperation(string name, string verb, string route)
{
    /// <summary>Describes an operation that travels in frames, without verb and route.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Its name, the types of its arguments and of its reply: what both sides must agree on.</param>
    public BalancedOperation(string name, string signature)
        : this(name, "", "")
    {
        Signature = signature;
        MethodHash = Wire.ContractHash.OfMethod(signature);
    }

    /// <summary>Gets its name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets its verb, in capitals; empty where it travels in frames.</summary>
    public string Verb { get; } = verb;

    /// <summary>Gets its route's template; empty where it travels in frames.</summary>
    public string Route { get; } = route;

    /// <summary>Gets its name, the types of its arguments and of its reply, where it travels in frames; else it is empty.</summary>
    public string Signature { get; } = "";

    /// <summary>Gets the deadline that was declared for it; null for the client's.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Gets the share of its calls that may be sent twice because they take unusually long; zero where it is not hedged.</summary>
    public double MaxExtraLoad { get; init; }

    /// <summary>Gets whether each call goes to every endpoint.</summary>
    public bool IsBroadcast { get; init; }

    /// <summary>Gets how many endpoints must answer, where a call goes to all in rotation; 0 is the majority of them.</summary>
    public int Quorum { get; init; }

    /// <summary>Gets whether an argument is a stream, which can be read once: no copy of the call is made.</summary>
    public bool HasStream { get; init; }

    /// <summary>Gets whether a reply may be null.</summary>
    public bool IsReplyNullable { get; init; }

    /// <summary>Gets or sets its place among the operations of its contract.</summary>
    internal int Index { get; set; }

    /// <summary>Gets its verb as the transport takes it.</summary>
    internal HttpMethod Method { get; } = verb.Length == 0 ? HttpMethod.Post : HttpMethod.Parse(verb);

    /// <summary>Gets what frames call it.</summary>
    internal uint MethodHash { get; }
}
