namespace Resile.Generators.Payloads;

/// <summary>What a value is as JSON.</summary>
internal enum PayloadKind
{
    /// <summary>Anything: nothing is known of it at build, because a converter of the user's writes it, or its type says nothing.</summary>
    Any,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>An array.</summary>
    List,

    /// <summary>An object with names of any kind, whose values are of one type.</summary>
    Map,

    /// <summary>An object with properties: a definition has them.</summary>
    Object,

    /// <summary>A member of an enumeration: a definition has them.</summary>
    Enum,
}
