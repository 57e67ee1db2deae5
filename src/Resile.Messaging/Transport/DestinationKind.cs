namespace Resile.Messaging.Transport;

/// <summary>What an address names.</summary>
public enum DestinationKind
{
    /// <summary>A topic (a MassTransit message exchange): every queue that is bound to it gets a copy.</summary>
    Topic,

    /// <summary>One queue.</summary>
    Queue,

    /// <summary>The queue that answers to requests of one process come to, by its whole address.</summary>
    Reply,
}
