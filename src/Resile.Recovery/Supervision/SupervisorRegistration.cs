namespace Resile.Recovery.Supervision;

/// <summary>A supervisor that a program has named.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Supervisor">The supervisor that it stands under; null if that is the system.</param>
internal sealed record SupervisorRegistration(string Name, string? Supervisor) : ChildRegistration(Name, Supervisor);
