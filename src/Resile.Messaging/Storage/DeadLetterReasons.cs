namespace Resile.Messaging.Storage;

/// <summary>Why a message was given up, in one word that can be stored, counted and filtered.</summary>
public static class DeadLetterReasons
{
    /// <summary>Its handler failed at every attempt.</summary>
    public const string HandlerFailed = "handler-failed";

    /// <summary>The broker refused it at every attempt.</summary>
    public const string Rejected = "rejected";

    /// <summary>It is larger than the limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>Its bytes are not a message: bad JSON, no identity, no type.</summary>
    public const string Malformed = "malformed";

    /// <summary>It was not published, or not handled, before it expired.</summary>
    public const string Expired = "expired";

    /// <summary>It was sent longer ago than the inbox remembers, so that nobody knows whether it was handled before.</summary>
    public const string TooOld = "too-old";

    /// <summary>It is not signed as it has to be. Nobody knows who sent it: it cannot be replayed.</summary>
    public const string Untrusted = "untrusted";

    /// <summary>No method of the contract takes a message of this type.</summary>
    public const string UnknownType = "unknown-type";
}
