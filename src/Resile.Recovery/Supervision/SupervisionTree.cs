using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Supervision;

/// <summary>Builds the tree of supervisors and components from what a program has added.</summary>
internal sealed class SupervisionTree(
    IServiceProvider services, IEnumerable<ChildRegistration> registrations, IOptionsMonitor<SupervisorOptions> options, SupervisionEvents events,
    SystemRung system, RecoveryMetrics metrics, TimeProvider time, RecoveryRandom random, ILoggerFactory loggers)
{
    /// <summary>The name of the root: what fails there fails the system.</summary>
    public const string Root = "System";

    private readonly ILookup<string?, ChildRegistration> _children = registrations.ToLookup(static child => child.Supervisor);

    private readonly Dictionary<string, PoolRegistration> _pools = registrations.OfType<PoolRegistration>().ToDictionary(static pool => pool.Name);

    /// <summary>Builds it.</summary>
    public Supervisor Build() => Build(null, Root, new SupervisorOptions { MaxRestarts = 0 });

    // Children start in the order in which they were added.
    private Supervisor Build(string? key, string name, SupervisorOptions values)
    {
        var reporter = new SupervisionReporter(name, events, metrics, time, loggers.CreateLogger<Supervisor>());
        var supervisor = new Supervisor(name, values, reporter, system, time);
        foreach (var child in _children[key])
        {
            supervisor.Add(child is ComponentRegistration component
                ? new SupervisedComponent(child.Name, component.Cell(services), reporter, time, random.Next())
                : Build(child.Name, child.Name, options.Get(child.Name)));
        }

        if (_pools.TryGetValue(name, out var pool))
        {
            pool.Pool(services).StandUnder(supervisor, reporter);
        }

        return supervisor;
    }
}
