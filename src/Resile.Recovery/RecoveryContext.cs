using Resile.Recovery.Generations;

namespace Resile.Recovery;

/// <summary>Tells a component which generation it is. Thread-safe.</summary>
/// <remarks>It can be injected into a supervised implementation, or taken from <see cref="IRecoverable.StartAsync"/>.</remarks>
public sealed class RecoveryContext
{
    private readonly CoarseClock _clock;
    private Generation? _holder;
    private bool _isRestored;

    internal RecoveryContext(string component, int generation, int attempt, RecoveryReason reason, CoarseClock clock)
    {
        _clock = clock;
        Component = component;
        Generation = generation;
        Attempt = attempt;
        Reason = reason;
    }

    /// <summary>Gets the name of the component: its contract without the leading <c>I</c>.</summary>
    public string Component { get; }

    /// <summary>Gets the number of the generation, from 1.</summary>
    public int Generation { get; }

    /// <summary>Gets how many starts were tried since the last one that succeeded, this one included.</summary>
    public int Attempt { get; }

    /// <summary>Gets why the generation was made.</summary>
    public RecoveryReason Reason { get; }

    /// <summary>Gets whether this generation is the one that counts. A hung one that wakes up late finds <see langword="false"/>.</summary>
    /// <remarks>.NET cannot end a task from outside: a generation that was given up should look here before it writes.</remarks>
    public bool IsCurrent => Volatile.Read(ref _holder) is not { State: GenerationState.Abandoned or GenerationState.Closed };

    /// <summary>Gets whether this generation was given the state of an earlier one: known from <see cref="IRecoverable.StartAsync"/> on.</summary>
    public bool IsRestored => Volatile.Read(ref _isRestored);

    /// <summary>Gets a token that is cancelled when this generation is to end; never before it has started.</summary>
    public CancellationToken Stopping => Volatile.Read(ref _holder)?.Stopping ?? CancellationToken.None;

    /// <summary>Says that the background loop of this generation gets on.</summary>
    /// <remarks>
    /// Once it was called, a silence longer than <see cref="AutoRecoverOptions.HangAfter"/> means that the loop hangs, and the generation is replaced. A loop that
    /// never calls it may be quiet for ever. Cheap enough to be called for each item: it reads no clock.
    /// </remarks>
    public void ReportProgress() => Volatile.Read(ref _holder)?.Progressed(_clock.Now);

    internal void NoteRestored() => Volatile.Write(ref _isRestored, true);

    internal void Bind(Generation generation) => Volatile.Write(ref _holder, generation);
}
