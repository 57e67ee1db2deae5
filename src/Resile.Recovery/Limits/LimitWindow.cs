namespace Resile.Recovery.Limits;

/// <summary>What was seen of the calls since the limit was looked at last.</summary>
/// <param name="Measured">How many calls were measured.</param>
/// <param name="Sum">How long those took together.</param>
/// <param name="Failed">How many calls failed.</param>
/// <param name="MostInFlight">How many calls ran at once at most.</param>
internal readonly record struct LimitWindow(int Measured, TimeSpan Sum, int Failed, int MostInFlight)
{
    /// <summary>Gets how long a call took on the average; zero if none was measured.</summary>
    public TimeSpan Average => Measured == 0 ? TimeSpan.Zero : Sum / Measured;
}
