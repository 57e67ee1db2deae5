namespace Resile;

/// <summary>Says how a method of a <see cref="DurableMessageAttribute"/> interface is published.</summary>
/// <remarks>A method without it, and without <see cref="CommandAttribute"/>, is an event that waits for its first subscriber.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EventAttribute : DurableMethodAttribute
{
    /// <summary>Gets or sets whether somebody has to be subscribed.</summary>
    /// <value>The default is <see cref="Subscribers.Required"/>.</value>
    public Subscribers Subscribers { get; set; } = Subscribers.Required;
}
