using System.Data.Common;
using Resile.Messaging.Requests;

namespace Resile.Messaging.Sending;

/// <inheritdoc/>
internal sealed class Outbox(OutboxWriter writer, RequestClient requests, StoreStartup startup, SenderDirectory senders) : IOutbox
{
    /// <inheritdoc/>
    public EnlistedOutbox Enlist(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        writer.Store.Verify(transaction);
        return new EnlistedOutbox(writer, senders, transaction);
    }

    /// <inheritdoc/>
    public TContract For<TContract>(SendOptions? options)
        where TContract : class => senders.Create<TContract>(new AmbientSender(writer, requests, options), options);

    /// <inheritdoc/>
    public Task<bool> CancelAsync(Guid messageId, CancellationToken cancellationToken) => writer.CancelAsync(messageId, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DurableTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        var connection = await writer.Store.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var transaction = await writer.Store.BeginTransactionAsync(connection, cancellationToken).ConfigureAwait(false);
            return new DurableTransaction(writer, senders, connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
