using System.Text.Json;

namespace Resile.LoadBalancing.Wire;

/// <summary>A frame and what writes JSON into it. Each thread keeps one, because a reply is written without waiting for anything.</summary>
internal sealed class ReplyWriter
{
    [ThreadStatic]
    private static ReplyWriter? _idle;

    private ReplyWriter() => Json = new Utf8JsonWriter(Frame, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Gets the frame.</summary>
    public FrameBuffer Frame { get; } = new();

    /// <summary>Gets what writes its payload.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Takes the one of this thread, or makes another one while that is in use.</summary>
    public static ReplyWriter Rent()
    {
        var writer = _idle ?? new ReplyWriter();
        _idle = null;
        return writer;
    }

    /// <summary>Gives it back.</summary>
    public void Return()
    {
        Frame.Reset();
        Json.Reset();
        _idle = this;
    }
}
