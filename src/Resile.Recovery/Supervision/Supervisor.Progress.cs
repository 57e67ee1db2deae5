namespace Resile.Recovery.Supervision;

/// <content>Whether the loop that decides goes on.</content>
internal sealed partial class Supervisor
{
    private static readonly TimeSpan DecisionMargin = TimeSpan.FromSeconds(10);

    private long _busySince;

    /// <summary>Gets whether one decision takes longer than the limits of all that it may wait for together.</summary>
    public bool IsStuck
    {
        get
        {
            var since = Volatile.Read(ref _busySince);
            return since != 0 && _time.GetElapsedTime(since) > LongestDecision;
        }
    }

    // To end a whole service, the loop waits for those that start or restart, and for the running calls and the disposal of each in turn.
    private TimeSpan LongestDecision => Components.Aggregate(DecisionMargin,
        static (sum, component) => sum + component.Cell.Options.StartTimeout + (2 * component.Cell.Options.ShutdownTimeout));
}
