using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>A call that waits until a generation lets it in: its result is the pass; one of no generation says that none will.</summary>
internal sealed class QueuedCall : TaskCompletionSource<CallPass>
{
    /// <summary>Initializes a call that does not wait yet.</summary>
    public QueuedCall()
        : base(TaskCreationOptions.RunContinuationsAsynchronously) => Place = new(this);

    /// <summary>Gets whether it ran before, on a generation that has failed: it was made before those that have never run.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Gets the component that makes it; null if none is known.</summary>
    public ComponentCell? Caller { get; init; }

    /// <summary>Gets the operation's name.</summary>
    public required string Operation { get; init; }

    /// <summary>Gets since when, by the coarse clock, it waits.</summary>
    public required long Since { get; init; }

    /// <summary>Gets its place in the queue.</summary>
    public LinkedListNode<QueuedCall> Place { get; }

    /// <summary>Gets why no generation lets it in; null unless it was refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Ends the waiting: no generation lets it in.</summary>
    public void Refuse(string why)
    {
        Refusal = why;
        SetResult(default);
    }
}
