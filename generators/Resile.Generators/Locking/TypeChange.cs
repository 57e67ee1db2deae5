namespace Resile.Generators.Locking;

/// <summary>How a type has changed.</summary>
internal enum TypeChange
{
    /// <summary>Not so that it matters: all that was written can be read.</summary>
    None,

    /// <summary>Some of what was written cannot be read.</summary>
    Narrowed,

    /// <summary>None of it can.</summary>
    Retyped,
}
