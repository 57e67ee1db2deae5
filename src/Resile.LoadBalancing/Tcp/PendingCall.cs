using System.Text.Json;
using System.Threading.Tasks.Sources;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>A call that waits for its answer. It is used again for other calls, so that none allocates.</summary>
/// <remarks>
/// Whoever takes it out of its connection's list, under the lock of that, completes it: the answer, the cancellation or the end of the
/// connection. So it is completed once.
/// </remarks>
internal sealed class PendingCall : IValueTaskSource<FrameHeader>
{
    private ManualResetValueTaskSourceCore<FrameHeader> _source = new() { RunContinuationsAsynchronously = true };

    public PendingCall() => Json = new Utf8JsonWriter(Request, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Gets the request.</summary>
    public FrameBuffer Request { get; } = new();

    /// <summary>Gets the payload of the answer.</summary>
    public FrameBuffer Answer { get; } = new();

    /// <summary>Gets what writes the arguments.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Gets or sets its number on its connection.</summary>
    public ulong Id { get; set; }

    /// <summary>Gets or sets the connection that it waits on.</summary>
    public TcpConnection? Connection { get; set; }

    /// <summary>Gets or sets where its items go; null where its reply comes whole.</summary>
    public ItemQueue? Items { get; set; }

    /// <summary>Gets a task that ends with the answer.</summary>
    public ValueTask<FrameHeader> Answered => new(this, _source.Version);

    /// <summary>Ends it with an answer, whose payload has been copied.</summary>
    public void Complete(FrameHeader header)
    {
        Items?.Complete();
        _source.SetResult(header);
    }

    /// <summary>Ends it without an answer.</summary>
    public void Fail(Exception exception)
    {
        Items?.Complete();
        _source.SetException(exception);
    }

    /// <summary>Makes it ready for another call.</summary>
    public void Reset()
    {
        _source.Reset();
        Request.Reset();
        Answer.Reset();
        Json.Reset();
        Connection = null;
        Items = null;
    }

    /// <inheritdoc/>
    FrameHeader IValueTaskSource<FrameHeader>.GetResult(short token) => _source.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<FrameHeader>.GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<FrameHeader>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
