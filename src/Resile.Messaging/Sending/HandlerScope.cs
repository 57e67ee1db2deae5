using System.Data.Common;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sending;

/// <summary>The transaction in which a handler runs: what is sent meanwhile belongs to it.</summary>
/// <remarks>
/// It follows the handler's asynchronous flow, so that an injected contract simply works. Code that the handler left running is
/// refused after the end: its message could no longer be committed with the handler's effects.
/// </remarks>
internal sealed class HandlerScope(IMessageStore store, DbTransaction transaction, Guid conversationId, string handler)
{
    private static readonly AsyncLocal<HandlerScope?> Ambient = new();

    private int _sent;
    private volatile bool _ended;

    /// <summary>Gets the scope that the calling code runs in.</summary>
    public static HandlerScope? Current => Ambient.Value;

    /// <summary>Gets the conversation that the handled message belongs to.</summary>
    public Guid ConversationId => conversationId;

    /// <summary>Gets whether anything was sent.</summary>
    public bool HasSent => Volatile.Read(ref _sent) > 0;

    /// <summary>Makes this scope the current one of the calling code's flow.</summary>
    public void Enter() => Ambient.Value = this;

    /// <summary>Refuses everything from now on.</summary>
    public void End()
    {
        _ended = true;
        Ambient.Value = null;
    }

    /// <summary>Tells whether the transaction can carry messages of a store: another host's cannot.</summary>
    public bool BelongsTo(IMessageStore other) => ReferenceEquals(store, other);

    /// <summary>Gets the transaction.</summary>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public DbTransaction Use()
    {
        if (_ended)
        {
            throw new DurableMessageException(
                $"The transaction of {handler} has ended. Await everything that a handler starts before it returns.");
        }

        return transaction;
    }

    /// <summary>Remembers that a message waits for the commit.</summary>
    public void CountSent() => Interlocked.Increment(ref _sent);
}
