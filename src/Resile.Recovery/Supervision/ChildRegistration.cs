namespace Resile.Recovery.Supervision;

/// <summary>Something that a program has put under a supervisor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Supervisor">The supervisor that it stands under; null for those directly under the system.</param>
internal abstract record ChildRegistration(string Name, string? Supervisor);
