using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>Empties the outbox while one lease lasts: read a batch, publish within the window, settle in batches.</summary>
/// <remarks>
/// Three loops run side by side: this one reads and starts publications, each publication hands its result to the settler, and
/// the lease is renewed. Nothing that failed is forgotten: a row leaves the store only after its confirm.
/// </remarks>
internal sealed class DispatchSession(
    IOutboxLease lease,
    IOutboxStore outbox,
    EnvelopePublisher publisher,
    PublicationSettler settler,
    TransportCircuit circuit,
    Handover handover,
    OutboxSignal signal,
    Failpoints failpoints,
    MessagingOptions options,
    TimeProvider time,
    ILogger logger)
{
    private const int PromotionBatch = 1024;

    // A row that is committed late has a lower sequence than some that were read: the oldest are read again this often.
    private static readonly TimeSpan RewindInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PromotionInterval = TimeSpan.FromSeconds(1);

    private readonly PublicationWindow _window = new(options.DispatchWindow, time);

    // An eighth of the window for one key: it keeps the transport busy until the next read, and leaves room for the others.
    private readonly OrderedChains _chains = new(Math.Max(1, options.DispatchWindow / 8), signal.Set, time);
    private readonly Channel<Publication> _publications = Channel.CreateUnbounded<Publication>(
        new UnboundedChannelOptions { SingleReader = true });

    private long _rewoundAt = time.GetTimestamp();
    private bool _isRewound = true;
    private bool _hasMore;
    private DateTimeOffset _promoteAt = DateTimeOffset.MinValue;
    private TimeSpan _pollInterval = options.MinimumPollInterval;

    private RowPublisher Rows => field ??= new RowPublisher(publisher, _window, circuit, _publications.Writer, time);

    /// <summary>Runs until the lease is lost or the host stops; then waits a while for what is on its way.</summary>
    /// <exception cref="OperationCanceledException">The host stops.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var publishing = new CancellationTokenSource();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ordered = new OrderedPublisher(_chains, _window, Rows.PublishAsync, logger, reading.Token);
        var settling = SettleAsync(reading, publishing);
        var renewing = RenewAsync(reading, cancellationToken);
        handover.Path = new FastPath(lease, circuit, _window, Rows, signal, failpoints, time, publishing.Token);
        try
        {
            await ReadAsync(ordered, publishing.Token, reading.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The lease was lost, or could not be renewed in time.
        }
        finally
        {
            handover.Path = null;
            _window.Close();
            await reading.CancelAsync().ConfigureAwait(false);
            await DrainAsync(publishing, settling).ConfigureAwait(false);
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await renewing.ConfigureAwait(false);
        await settling.ConfigureAwait(false);
    }

    /// <summary>Settles publications. Without that no row leaves the window, so an error ends the session; the next one begins with what is stored.</summary>
    private async Task SettleAsync(CancellationTokenSource reading, CancellationTokenSource publishing)
    {
        try
        {
            await settler.RunAsync(_publications.Reader, _window, publishing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (publishing.IsCancellationRequested)
        {
            // The host stops, and has waited for long enough.
        }
        catch
        {
            await reading.CancelAsync().ConfigureAwait(false);
            await publishing.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ReadAsync(OrderedPublisher ordered, CancellationToken publishing, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (circuit.IsOpen)
            {
                await ProbeAsync(ordered, publishing, cancellationToken).ConfigureAwait(false);
                continue;
            }

            await _window.WaitForRoomAsync(_hasMore ? Math.Max(1, options.DispatchWindow / 4) : 1, cancellationToken).ConfigureAwait(false);
            await PromoteAsync(cancellationToken).ConfigureAwait(false);
            if (_chains.TakeMore())
            {
                Rewind();
            }

            var (started, isEnd) = await StartNextAsync(ordered, publishing, cancellationToken).ConfigureAwait(false);
            if (started > 0)
            {
                _pollInterval = options.MinimumPollInterval;
            }

            _hasMore = !isEnd;
            if (isEnd)
            {
                if (started == 0)
                {
                    await WaitForMoreAsync(cancellationToken).ConfigureAwait(false);
                }

                if (time.GetElapsedTime(_rewoundAt) >= RewindInterval)
                {
                    Rewind();
                }
            }
        }
    }

    /// <summary>Reads as many rows as the window takes, and starts publishing those that are not on their way yet.</summary>
    private async Task<(int Started, bool IsEnd)> StartNextAsync(
        OrderedPublisher ordered, CancellationToken publishing, CancellationToken cancellationToken)
    {
        // After a rewind the rows on their way come first; without room for them they would hide the rest.
        var limit = _isRewound ? _window.Count + _window.Room : _window.Room;
        var records = await ReadNextAsync(Math.Max(1, limit), cancellationToken).ConfigureAwait(false);
        _isRewound = false;
        var started = 0;
        foreach (var record in records)
        {
            if (_window.Room == 0)
            {
                // Read and not started: they come again after the rewind.
                Rewind();
                return (started, IsEnd: false);
            }

            if (TryEnter(record))
            {
                failpoints.Reach(Failpoints.OutboxRead);
                _ = StartAsync(ordered, record, publishing);
                started++;
            }
        }

        return (started, records.Count < limit);
    }

    private bool TryEnter(OutboxRecord record) =>
        (record.Message.OrderingKey is not { } key || _chains.IsOpen(key)) && _window.TryEnter(record.Key);

    /// <summary>Publishes a row that has entered the window, or lets it wait for those of its key.</summary>
    private Task<PublishOutcome> StartAsync(OrderedPublisher ordered, OutboxRecord record, CancellationToken publishing)
    {
        if (record.Message.OrderingKey is not { } key)
        {
            return Rows.PublishAsync(record, settled: null, publishing);
        }

        return _chains.Add(key, record) ? ordered.StartAsync(record, publishing) : Task.FromResult(PublishOutcome.Unavailable);
    }

    private async Task<IReadOnlyList<OutboxRecord>> ReadNextAsync(int limit, CancellationToken cancellationToken)
    {
        _window.BeginRead();
        return await lease.ReadNextAsync(limit, _chains.BeginRead(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries one message when the transport says that it is back.</summary>
    private async Task ProbeAsync(OrderedPublisher ordered, CancellationToken publishing, CancellationToken cancellationToken)
    {
        await circuit.WaitForProbeAsync(cancellationToken).ConfigureAwait(false);
        await _window.WaitForRoomAsync(1, cancellationToken).ConfigureAwait(false);
        await PromoteAsync(cancellationToken).ConfigureAwait(false);
        Rewind();
        var records = await ReadNextAsync(_window.Count + _window.Room, cancellationToken).ConfigureAwait(false);
        Rewind();
        foreach (var record in records)
        {
            if (TryEnter(record))
            {
                if (await StartAsync(ordered, record, publishing).ConfigureAwait(false) != PublishOutcome.Unavailable)
                {
                    circuit.Close();
                }

                return;
            }
        }

        // Nothing to try it with: wait for a message, or for those on their way.
        await WaitForMoreAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task PromoteAsync(CancellationToken cancellationToken)
    {
        // Further ahead than the interval: the clock was set back since.
        var now = time.GetUtcNow();
        if (_promoteAt - now is var pause && pause > TimeSpan.Zero && pause <= PromotionInterval)
        {
            return;
        }

        var next = await outbox.PromoteAsync(now, PromotionBatch, cancellationToken).ConfigureAwait(false);

        // Other nodes, and this one's settler, set rows aside meanwhile: never trust the answer for longer than the interval.
        var latest = now + PromotionInterval;
        _promoteAt = next is { } due && due < latest ? due : latest;
    }

    private async Task WaitForMoreAsync(CancellationToken cancellationToken)
    {
        var untilPromotion = _promoteAt - time.GetUtcNow();
        var pause = TimeSpan.FromTicks(Math.Clamp(
            untilPromotion.Ticks, options.MinimumPollInterval.Ticks, Math.Max(_pollInterval.Ticks, options.MinimumPollInterval.Ticks)));
        var isSignalled = await signal.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        _pollInterval = isSignalled
            ? options.MinimumPollInterval
            : TimeSpan.FromTicks(Math.Min(_pollInterval.Ticks * 2, options.MaximumPollInterval.Ticks));
    }

    private void Rewind()
    {
        lease.Rewind();
        _isRewound = true;
        _rewoundAt = time.GetTimestamp();
    }

    private async Task RenewAsync(CancellationTokenSource reading, CancellationToken cancellationToken)
    {
        // A third of the lease between renewals leaves two more before it ends; publishing stops at two thirds without one.
        var interval = options.LeaseDuration / 3;
        var renewedAt = time.GetTimestamp();
        while (!reading.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(interval, time, reading.Token).ConfigureAwait(false);
                if (!await lease.RenewAsync(reading.Token).ConfigureAwait(false))
                {
                    break;
                }

                renewedAt = time.GetTimestamp();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception) when (time.GetElapsedTime(renewedAt) < 2 * interval && !cancellationToken.IsCancellationRequested)
            {
                // The store may be back before the lease ends.
            }
            catch
            {
                await reading.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        await reading.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the publications on their way and for their rows, then gives up what has not come.</summary>
    private async Task DrainAsync(CancellationTokenSource publishing, Task settling)
    {
        publishing.CancelAfter(options.StopTimeout);
        try
        {
            await _window.WaitUntilEmptyAsync(publishing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What is not confirmed by now is published again later.
        }

        _publications.Writer.TryComplete();
        await settling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
