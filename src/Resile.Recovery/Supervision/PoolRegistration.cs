using Resile.Recovery.Pools;

namespace Resile.Recovery.Supervision;

/// <summary>A pool of components that a program has added; it is a supervisor of its own.</summary>
/// <param name="Name">The supervisor's name.</param>
/// <param name="Component">The name of its components.</param>
/// <param name="Supervisor">The supervisor that it stands under.</param>
/// <param name="Pool">Finds it among the services.</param>
internal sealed record PoolRegistration(string Name, string Component, string Supervisor, Func<IServiceProvider, IPool> Pool) : ChildRegistration(Name, Supervisor);
