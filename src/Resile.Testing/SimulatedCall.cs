namespace Resile.Testing;

/// <summary>An attempt of a call, at a server.</summary>
internal sealed class SimulatedCall
{
    // Whoever waits goes on within the event that ends it: so the order of all that happens is that of virtual time.
    private readonly TaskCompletionSource<SimulatedEnd> _ended = new();

    /// <summary>Gets a task of how it ended.</summary>
    public Task<SimulatedEnd> Ended => _ended.Task;

    /// <summary>Gets or sets whether the answer is an error.</summary>
    public bool IsFailing { get; set; }

    /// <summary>Answers it, if somebody still waits.</summary>
    public void Answer() => _ended.TrySetResult(IsFailing ? SimulatedEnd.Failed : SimulatedEnd.Answered);

    /// <summary>Waits no longer; the server finishes its work all the same.</summary>
    public void GiveUp() => _ended.TrySetResult(SimulatedEnd.GivenUp);
}
