using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Calls;

/// <summary>A reply as its caller reads it. Each silence of the endpoint is limited; disposing it ends the call.</summary>
/// <param name="open">The reply.</param>
/// <param name="context">The call.</param>
/// <param name="end">Ends the call, with the error that it ended in, or null, and whether the whole reply was read.</param>
internal sealed class ReplyStream(OpenBody open, CallContext context, Action<CallResult, Exception?, bool> end) : Stream
{
    private CallResult _result = CallResult.Answered;
    private Exception? _error;
    private bool _isWhole;
    private bool _hasEnded;

    // Whoever forgets a reply must not keep its endpoint busy for ever.
    ~ReplyStream() => End(CallResult.Cancelled);

    public override bool CanRead => !_hasEnded;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        cancellationToken.ThrowIfCancellationRequested();
        using var linked = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(context.Deadline.Token, cancellationToken)
            : null;
        context.Deadline.Limit(context.Settings.Streams.IdleTimeout);
        try
        {
            var read = await open.Body.ReadAsync(buffer, linked?.Token ?? context.Deadline.Token).ConfigureAwait(false);
            _isWhole |= read == 0 && buffer.Length > 0;
            return read;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw _error = CallRunner.Cancelled(context, exception);
        }
        catch (Exception exception) when (open.Explain(exception) is { } fault)
        {
            (_result, _error) = (fault.Result, fault.Error);
            throw fault.Error;
        }
        finally
        {
            context.Deadline.Limit(Timeout.InfiniteTimeSpan);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_hasEnded)
        {
            open.Body.Dispose();
            open.Owner.Dispose();
            End(_result);
            GC.SuppressFinalize(this);
        }

        base.Dispose(disposing);
    }

    private void End(CallResult result)
    {
        _hasEnded = true;
        end(result, _error, _isWhole);
    }
}
