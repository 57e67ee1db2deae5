namespace Resile.Recovery.Calls;

/// <summary>Whether the calls of an operation complete at once, as far as has been seen in this process. Thread-safe.</summary>
/// <remarks>
/// Of those that do not, it is noted which component runs, because they may wait for others; those that do would pay as much again as for all the rest. The first call to complete later, after
/// others of its operation that completed at once, is missed.
/// </remarks>
/// <typeparam name="TCall">The operation.</typeparam>
internal static class CallPace<TCall>
{
    private const int Unknown = 0;
    private const int Immediate = 1;
    private const int Late = 2;

    private static int _pace;

    /// <summary>Gets whether at least one call has completed at once, and none later.</summary>
    public static bool IsImmediate => _pace == Immediate;

    /// <summary>Takes how a call went. What is late once is so for good.</summary>
    public static void Note(bool isImmediate)
    {
        // Looked at first: threads that find nothing new write nothing.
        if (!isImmediate && _pace != Late)
        {
            _pace = Late;
        }
        else if (isImmediate && _pace == Unknown)
        {
            Interlocked.CompareExchange(ref _pace, Immediate, Unknown);
        }
    }
}
