using Northwind.Running;

namespace Northwind.Proof;

/// <summary>The restarts of a run, by the rung of the ladder.</summary>
/// <param name="Component">Restarts of single components.</param>
/// <param name="Service">Restarts of whole supervisors.</param>
/// <param name="System">Hosts that were rebuilt in their process.</param>
/// <param name="Process">Processes that were started again.</param>
internal sealed record Rungs(long Component, long Service, long System, long Process)
{
    /// <summary>Gets all of them.</summary>
    public long All => Component + Service + System + Process;

    /// <summary>Adds up what the processes have counted.</summary>
    public static Rungs Of(Tallies tallies) => new(
        tallies.Sum(Tally.ComponentRestarts), tallies.Sum(Tally.ServiceRestarts), tallies.Sum(Tally.SystemRestarts), tallies.Sum(Tally.ProcessRestarts));

    public override string ToString() => $"component {Component} service {Service} system {System} process {Process}";
}
