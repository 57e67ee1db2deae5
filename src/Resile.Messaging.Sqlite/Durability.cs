namespace Resile.Messaging.Sqlite;

/// <summary>What a power failure may take from a connection's commits.</summary>
internal enum Durability
{
    /// <summary>Nothing: every commit is synced to disk.</summary>
    Full,

    /// <summary>The last commits: for what is only repeated if it is lost.</summary>
    Relaxed,
}
