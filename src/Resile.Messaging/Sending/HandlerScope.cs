using System.Data.Common;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sending;

/// <summary>The transaction in which a handler runs: what is sent meanwhile belongs to it.</summary>
/// <remarks>
/// It follows the handler's asynchronous flow, so that an injected contract simply works. Code that the handler left running is
/// refused after the end: its message could no longer be committed with the handler's effects.
/// </remarks>
internal sealed class HandlerScope(OutboxWriter writer, DbTransaction transaction, Commit commit, MessageOrigin origin, string handler)
{
    private static readonly AsyncLocal<HandlerScope?> Ambient = new();

    private readonly OutgoingMessages _sent = new(writer, transaction, commit);
    private volatile bool _ended;

    /// <summary>Gets the scope that the calling code runs in.</summary>
    public static HandlerScope? Current => Ambient.Value;

    /// <summary>Gets what messages take over from the one that is handled.</summary>
    public MessageOrigin Origin => origin;

    /// <summary>Gets the messages that were sent.</summary>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public OutgoingMessages Sent => _ended ? throw Ended() : _sent;

    /// <summary>Makes this scope the current one of the calling code's flow.</summary>
    public void Enter() => Ambient.Value = this;

    /// <summary>Refuses everything from now on.</summary>
    public void End()
    {
        _ended = true;
        Ambient.Value = null;
    }

    /// <summary>Tells whether the transaction can carry messages of a store: another host's cannot.</summary>
    public bool BelongsTo(IMessageStore other) => ReferenceEquals(writer.Store, other);

    /// <summary>Gets the transaction, for commands of the handler's.</summary>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public DbTransaction Use() => _ended ? throw Ended() : transaction;

    /// <summary>Writes what was sent, and commits, after the handler has returned.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _sent.CommitAsync(cancellationToken);

    /// <summary>Tells the dispatcher, after the commit, of what was sent.</summary>
    public void Announce() => _sent.Announce();

    private DurableMessageException Ended() => new(
        $"The transaction of {handler} has ended. Await everything that a handler starts before it returns.");
}
