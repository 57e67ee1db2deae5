using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <summary>What came of the start of a generation.</summary>
/// <param name="Generation">The generation, if it started.</param>
/// <param name="Exception">Why it did not.</param>
/// <param name="Late">The start that still runs, if it did not end in time.</param>
internal readonly record struct StartOutcome(Generation? Generation, Exception? Exception, Task? Late);
