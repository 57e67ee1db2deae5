namespace Resile.Analyzers.Messaging;

/// <summary>Where a call of a durable contract stores its message.</summary>
internal enum SenderKind
{
    /// <summary>Nothing says.</summary>
    Unknown,

    /// <summary>On its own; in a handler, in its transaction.</summary>
    Injected,

    /// <summary>In a transaction of the library's.</summary>
    Transaction,

    /// <summary>In a transaction of the caller's.</summary>
    Enlisted,

    /// <summary>With the next save of a context of Entity Framework.</summary>
    Context,
}
