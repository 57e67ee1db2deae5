namespace Resile.Integration.Tests.EndToEnd;

[DurableMessage]
public interface IGreetings
{
    Task GreetedAsync(Greeted greeted, CancellationToken cancellationToken = default);
}
