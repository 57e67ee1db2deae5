using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Calls;

/// <summary>What a cell is made of.</summary>
/// <param name="Name">The component's name.</param>
/// <param name="Options">Its values.</param>
/// <param name="Policy">What its exceptions mean.</param>
/// <param name="Scopes">Makes the scope of each generation.</param>
/// <param name="Clock">The clock that its calls read.</param>
/// <param name="Pressure">Counts the calls that arrive while it is down.</param>
/// <param name="Metrics">Counts the calls that do not go their way.</param>
/// <param name="Time">The clock of everything else.</param>
internal sealed record ComponentCellSettings(
    string Name, AutoRecoverOptions Options, FailurePolicy Policy, IServiceScopeFactory Scopes, CoarseClock Clock,
    RecoveryPressure Pressure, RecoveryMetrics Metrics, TimeProvider Time)
{
    /// <summary>Gets what a test does to its generations.</summary>
    public IGenerationFaults? Faults { get; init; }
}
