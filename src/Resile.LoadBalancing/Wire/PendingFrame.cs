using System.Text.Json;
using System.Threading.Tasks.Sources;

namespace Resile.LoadBalancing.Wire;

/// <summary>A call that waits for its answer. It is used again for other calls, so that none allocates.</summary>
/// <remarks>
/// Whoever takes it out of its connection's list, under the lock of that, completes it: the answer, the cancellation or the end of the
/// connection. So it is completed once.
/// </remarks>
internal abstract class PendingFrame : IValueTaskSource<FrameHeader>
{
    private ManualResetValueTaskSourceCore<FrameHeader> _source = new() { RunContinuationsAsynchronously = true };

    protected PendingFrame() => Json = new Utf8JsonWriter(Request, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Gets the request.</summary>
    public FrameBuffer Request { get; } = new();

    /// <summary>Gets the payload of the answer.</summary>
    public FrameBuffer Answer { get; } = new();

    /// <summary>Gets what writes the arguments.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Gets or sets the connection that it waits on.</summary>
    public FrameConnection? Connection { get; set; }

    /// <summary>Gets a task that ends with the answer.</summary>
    public ValueTask<FrameHeader> Answered => new(this, _source.Version);

    /// <summary>Ends it with an answer, whose payload has been copied.</summary>
    public virtual void Complete(FrameHeader header) => _source.SetResult(header);

    /// <summary>Ends it without an answer.</summary>
    public virtual void Fail(Exception exception) => _source.SetException(exception);

    /// <summary>Makes it ready to wait once more, for an answer to the same request.</summary>
    public virtual void Rewind()
    {
        _source.Reset();
        Answer.Reset();
        Connection = null;
    }

    /// <summary>Makes it ready for another call.</summary>
    public virtual void Reset()
    {
        Rewind();
        Request.Reset();
        Json.Reset();
    }

    /// <inheritdoc/>
    FrameHeader IValueTaskSource<FrameHeader>.GetResult(short token) => _source.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<FrameHeader>.GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<FrameHeader>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
