using Microsoft.EntityFrameworkCore;
using Resile.Messaging.Storage;

namespace Resile.Messaging.EntityFrameworkCore;

/// <summary>The messages that wait for a context to be saved. As safe for use from several threads as the context: not at all.</summary>
/// <param name="lease">The use of the context that they belong to: one from a pool is used again by others.</param>
internal sealed class ContextMessages(DbContextId lease)
{
    private AutoTransactionBehavior? _before;

    /// <summary>Gets the use of the context that they belong to.</summary>
    public DbContextId Lease { get; } = lease;

    /// <summary>Gets the messages.</summary>
    public List<OutboxMessage> Waiting { get; } = [];

    /// <summary>Gets or sets whether the transaction that is being committed holds them.</summary>
    public bool AreWritten { get; set; }

    /// <summary>Gets or sets whether a save is under way that has not written its changes yet.</summary>
    public bool IsSaving { get; set; }

    /// <summary>Gets or sets whether the last save has failed: then they wait for one that succeeds, also where the caller's transaction is committed without.</summary>
    public bool HasSaveFailed { get; set; }

    /// <summary>Lets the context save in a transaction, also where one statement would need none.</summary>
    public void RequireTransaction(DbContext context)
    {
        _before ??= context.Database.AutoTransactionBehavior;
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
    }

    /// <summary>Lets the context save as it did before.</summary>
    public void Restore(DbContext context)
    {
        if (_before is { } before)
        {
            context.Database.AutoTransactionBehavior = before;
            _before = null;
        }
    }

    /// <summary>Forgets them: they are stored.</summary>
    public void Clear()
    {
        Waiting.Clear();
        AreWritten = false;
        HasSaveFailed = false;
    }
}
