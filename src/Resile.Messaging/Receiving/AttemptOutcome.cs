namespace Resile.Messaging.Receiving;

/// <summary>How an attempt, or a delivery, ended.</summary>
internal enum AttemptOutcome
{
    /// <summary>The handler ran and its transaction is committed.</summary>
    Handled,

    /// <summary>The consumer had handled the message before.</summary>
    Duplicate,

    /// <summary>Another node has the redelivery, or it is settled.</summary>
    TakenElsewhere,

    /// <summary>Others of its key come first.</summary>
    NotItsTurn,

    /// <summary>It is set aside for a later delivery, or given up.</summary>
    Failed,
}
