namespace Resile.Integration.Tests.EndToEnd;

[DurableMessage]
public interface IParcelEvents
{
    Task MovedAsync(Parcels.Moved moved, CancellationToken cancellationToken = default);
}
