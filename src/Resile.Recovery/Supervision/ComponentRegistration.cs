using Resile.Recovery.Calls;

namespace Resile.Recovery.Supervision;

/// <summary>A component that a program has added.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Supervisor">The supervisor that it stands under.</param>
/// <param name="Cell">Finds its cell among the services.</param>
internal sealed record ComponentRegistration(string Name, string Supervisor, Func<IServiceProvider, ComponentCell> Cell)
    : ChildRegistration(Name, Supervisor);
