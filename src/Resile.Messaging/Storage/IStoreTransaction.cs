using System.Data.Common;

namespace Resile.Messaging.Storage;

/// <summary>A transaction that the engine begins and ends itself: a handler's, or that of a message that is sent alone.</summary>
/// <remarks>
/// A store may let several of them share one commit, where it is the commit that costs time. Each is undone by itself all the same, and
/// none is acknowledged before the commit that holds it. Rolls back when it is disposed without a commit.
/// </remarks>
public interface IStoreTransaction : IAsyncDisposable
{
    /// <summary>Gets the provider's transaction, for commands.</summary>
    DbTransaction Transaction { get; }

    /// <summary>Gets whether somebody is in the middle of a command, so that nobody else may touch the connection.</summary>
    /// <remarks>Asked when a handler has returned or failed. A provider whose connections may be used in the middle of a command says
    /// <see langword="false"/>.</remarks>
    bool IsBusy { get; }

    /// <summary>Makes a command in the transaction, for its handler.</summary>
    /// <param name="sql">Its text.</param>
    /// <remarks>A store may make one again that was disposed, so that a text is compiled once for many handlers.</remarks>
    DbCommand CreateCommand(string sql) => Transaction.CreateCommand(sql);

    /// <summary>Says that the calling code, and what it starts, is that to which the transaction belongs.</summary>
    /// <remarks>What it leaves running may find the connection closed when the transaction is over, where others go on to use it.</remarks>
    void Enter();

    /// <summary>Writes messages, and commits, durably.</summary>
    /// <param name="messages">The messages, in their order; may be none.</param>
    /// <param name="cancellationToken">Is honoured before the commit begins; a commit is never abandoned half-way.</param>
    /// <returns>The keys of the messages' rows, in the same order, for a dispatcher of this process to publish them without reading; none where the store would
    /// rather have them read.</returns>
    /// <exception cref="SharedCommitException">Others had a part in the commit that failed: nothing has happened, and nobody knows whose fault it is.</exception>
    Task<IReadOnlyList<OutboxKey>> CommitAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);

    /// <summary>Takes the connection away from code that was left running with it: the transaction comes to nothing, and that code
    /// writes no more.</summary>
    /// <remarks>
    /// Providers' connections are not for several threads. Rolling one back while other code reads from it can wait for ever, or
    /// hand a connection in the middle of an answer to the next who opens one. Afterwards the transaction is disposed as usual, which
    /// then takes no time, and the connection is not used again.
    /// </remarks>
    ValueTask FenceAsync(CancellationToken cancellationToken);
}
