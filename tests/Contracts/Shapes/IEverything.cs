namespace Resile.Generated.Tests.Contracts.Shapes;

/// <summary>All three attributes on one interface: called over HTTP, supervised behind that, and sent durably.</summary>
[LoadBalanced("everything"), AutoRecover, DurableMessage]
public interface IEverything
{
    /// <summary>Notes something.</summary>
    [Put("/notes/{id}")]
    Task NoteAsync(int id, [Query] string text, CancellationToken cancellationToken = default);
}
