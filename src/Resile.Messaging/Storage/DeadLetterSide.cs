namespace Resile.Messaging.Storage;

/// <summary>Where a message was given up. The numbers are stored: never change one.</summary>
public enum DeadLetterSide
{
    /// <summary>It could not be published.</summary>
    Sending = 0,

    /// <summary>It could not be handled.</summary>
    Receiving = 1,
}
