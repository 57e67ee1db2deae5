namespace Resile.Recovery.Processes;

/// <summary>Something that has to go on for the process to be worth keeping. All that are in the services are asked, from any thread.</summary>
internal interface ICriticalProgress
{
    /// <summary>Says what is overdue. Must neither block nor throw.</summary>
    /// <param name="patience">How long what happens all the time may have been silent; what has a time limit of its own keeps to that.</param>
    /// <returns>A sentence for the log; null while all goes on.</returns>
    string? FindOverdue(TimeSpan patience);
}
