namespace Resile;

/// <summary>Says how a method of a <see cref="DurableMessageAttribute"/> interface is published.</summary>
/// <remarks>A method without it, and without <see cref="CommandAttribute"/>, is an event that waits for its first subscriber.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EventAttribute : DurableMethodAttribute
{
    /// <summary>Gets or sets whether somebody has to be subscribed.</summary>
    /// <value>The default is <see cref="Subscribers.Required"/>.</value>
    public Subscribers Subscribers { get; set; } = Subscribers.Required;

    /// <summary>Gets or sets whether a message is dropped when it is sent while the outbox is nearly full, to leave room for others.</summary>
    /// <value>The default is false. Expendable messages are counted by <c>resile.messaging.shed</c>, from four fifths of the outbox's capacity on.</value>
    public bool IsExpendable { get; set; }
}
