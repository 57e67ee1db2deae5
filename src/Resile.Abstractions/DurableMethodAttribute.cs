namespace Resile;

/// <summary>What a method of a <see cref="DurableMessageAttribute"/> interface says of its messages.</summary>
public abstract class DurableMethodAttribute : Attribute
{
    private protected DurableMethodAttribute()
    {
    }

    /// <summary>Gets or sets how long after it was sent a message is still worth handling, as <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>.</summary>
    /// <value>The default is null: for ever. What has expired is not handled; it becomes a dead letter.</value>
    public string? ExpiresAfter { get; set; }

    /// <summary>Gets or sets whether the whole message is encrypted, so that nobody but its handlers can read it.</summary>
    /// <value>The default is false. A part of a message is encrypted by <see cref="SecretAttribute"/>.</value>
    public bool IsSecret { get; set; }

    /// <summary>Gets or sets what becomes of the messages behind one that fails; for a method with an <see cref="OrderingKeyAttribute"/>.</summary>
    /// <value>The default is <see cref="OrderedFailure.Block"/>.</value>
    public OrderedFailure OnFailure { get; set; }
}
