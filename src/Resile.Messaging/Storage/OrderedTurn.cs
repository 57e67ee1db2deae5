namespace Resile.Messaging.Storage;

/// <summary>Whether it is the turn of a message that has an order. Stores return the numbers.</summary>
public enum OrderedTurn
{
    /// <summary>Nothing of its key comes before it.</summary>
    Now = 0,

    /// <summary>Others of its key wait, or a dead letter blocks the key.</summary>
    Later = 1,

    /// <summary>The store has the message already: it waits for a later attempt, or is a dead letter.</summary>
    Kept = 2,
}
