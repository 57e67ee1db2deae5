namespace Resile.Messaging.Storage;

/// <summary>What is special about a stored message. The numbers are stored: never change one.</summary>
[Flags]
public enum MessageFlags
{
    /// <summary>Nothing special: the message waits until somebody subscribes.</summary>
    None = 0,

    /// <summary>The message may be published while nobody is subscribed, and is then gone.</summary>
    SubscribersOptional = 1,

    /// <summary>The messages behind it go on without it when it is given up; without this flag they wait.</summary>
    ParkOnFailure = 2,
}
