using Resile.Recovery.Generations;

namespace Resile.Recovery.Detection;

/// <summary>A probe that runs.</summary>
internal sealed class RunningProbe
{
    private readonly CancellationTokenSource _stop = new();
    private int _hasBegun;

    /// <summary>Gets or sets since when, by the coarse clock, it runs; or the last interval began that it did not answer in.</summary>
    public required long Since { get; set; }

    /// <summary>Gets or sets whether it was told that its time is over.</summary>
    public bool IsLate { get; set; }

    /// <summary>Gets whether a thread runs it.</summary>
    public bool HasBegun => Volatile.Read(ref _hasBegun) != 0;

    /// <summary>Gets its answer: null when the component is well, else why not.</summary>
    public Task<Exception?> Answer { get; private set; } = Task.FromResult<Exception?>(null);

    /// <summary>Runs it on a thread of its own. The slot, which the end of the generation waits for, is freed at its end.</summary>
    public void Begin(IHealthProbe component, CallSlot slot) => Answer = Task.Run(async () =>
    {
        Volatile.Write(ref _hasBegun, 1);
        try
        {
            return await component.ProbeAsync(_stop.Token).ConfigureAwait(false)
                ? null
                : new InvalidOperationException($"{nameof(IHealthProbe.ProbeAsync)} said that the component is not well.");
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            slot.Discount();
            slot.Free();
        }
    });

    /// <summary>Tells it to end: its time is over, or its generation ends.</summary>
    public void Stop() => _ = _stop.CancelAsync();
}
