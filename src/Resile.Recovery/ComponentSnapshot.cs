namespace Resile.Recovery;

/// <summary>How a component stands.</summary>
/// <param name="Name">Its name: its contract without the leading <c>I</c>.</param>
/// <param name="Supervisor">The supervisor that it stands under.</param>
/// <param name="State">Its state.</param>
/// <param name="Generation">The number of its newest generation; 0 before the first.</param>
/// <param name="Restarts">How often it was restarted since the process began, whatever the reason.</param>
/// <param name="Hangs">How many of those restarts were because of a hang.</param>
/// <param name="Zombies">How many of its generations were abandoned and still run.</param>
/// <param name="Waiting">How many calls wait for it.</param>
public sealed record ComponentSnapshot(
    string Name, string Supervisor, ComponentState State, int Generation, long Restarts, long Hangs, int Zombies, int Waiting)
{
    /// <summary>Gets how old the last good state is that the next generation would be given.</summary>
    /// <value>Null where there is none: nothing was captured yet, or it was dropped.</value>
    public TimeSpan? StateAge { get; init; }

    /// <summary>Gets how many calls may run on it at once now.</summary>
    /// <value>Null where nothing limits them, or while it is down.</value>
    public int? ConcurrencyLimit { get; init; }

    /// <summary>Gets when it is started again.</summary>
    public ChildRestart Restart { get; init; }

    /// <summary>Gets how many restarts it has left now, within its window, before its service is restarted.</summary>
    public int RestartsLeft { get; init; }

    internal int ZombieLimit { get; init; }

    internal bool HasTakenCalls { get; init; }

    // Neither its failure nor its end starts it again; before its first start it is still to come.
    internal bool HasEndedForGood => State == ComponentState.Ended;
}
