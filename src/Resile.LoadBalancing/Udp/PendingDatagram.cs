using System.Text.Json;
using System.Threading.Tasks.Sources;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>A call that waits for its answer. It is used again for other calls, so that none allocates.</summary>
/// <remarks>
/// Whoever takes it out of its session's list, under the lock of that, completes it: the answer, the cancellation, the last silence or the end of
/// the session. So it is completed once. What is said of its sending changes under that lock, too.
/// </remarks>
internal sealed class PendingDatagram : IValueTaskSource<FrameHeader>
{
    private ManualResetValueTaskSourceCore<FrameHeader> _source = new() { RunContinuationsAsynchronously = true };

    public PendingDatagram() => Json = new Utf8JsonWriter(Request, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Gets the request.</summary>
    public FrameBuffer Request { get; } = new();

    /// <summary>Gets the payload of the answer.</summary>
    public FrameBuffer Answer { get; } = new();

    /// <summary>Gets what writes the arguments.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Gets or sets the session that it waits in.</summary>
    public UdpSession? Session { get; set; }

    /// <summary>Gets or sets the header; the time that it carries is worked out anew for each sending.</summary>
    public FrameHeader Header { get; set; }

    /// <summary>Gets or sets the time that its caller still waits, from the first sending on.</summary>
    public TimeSpan Time { get; set; }

    /// <summary>Gets or sets when it was sent first.</summary>
    public long SentAt { get; set; }

    /// <summary>Gets or sets since when it has been silent: the last sending, or the last sign that it is being worked on.</summary>
    public long SilentSince { get; set; }

    /// <summary>Gets or sets after what silence it is sent again.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>Gets or sets how often it has been sent.</summary>
    public int Sendings { get; set; }

    /// <summary>Gets or sets how often it has been sent again without any sign since.</summary>
    public int Unheard { get; set; }

    /// <summary>Gets or sets the number of the datagram that carried it last.</summary>
    public ulong Number { get; set; }

    /// <summary>Gets a task that ends with the answer.</summary>
    public ValueTask<FrameHeader> Answered => new(this, _source.Version);

    /// <summary>Ends it with an answer, whose payload has been copied.</summary>
    public void Complete(FrameHeader header) => _source.SetResult(header);

    /// <summary>Ends it without an answer.</summary>
    public void Fail(Exception exception) => _source.SetException(exception);

    /// <summary>Makes it ready to wait once more, for an answer to the same request.</summary>
    public void Rewind()
    {
        _source.Reset();
        Answer.Reset();
        Session = null;
        (Sendings, Unheard, Number) = (0, 0, 0);
    }

    /// <summary>Makes it ready for another call.</summary>
    public void Reset()
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
