namespace Resile.LoadBalancing.Wire;

/// <summary>What became of a call that was handed to a connection.</summary>
internal enum SendResult
{
    /// <summary>It waits for its answer.</summary>
    Sent,

    /// <summary>The connection takes no calls any more; another one must be made.</summary>
    Closed,

    /// <summary>As many calls wait on the connection as may.</summary>
    Full,

    /// <summary>The request is longer than the server takes.</summary>
    TooLong,
}
