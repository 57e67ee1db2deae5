namespace Resile.Integration.Tests.EndToEnd;

[DurableMessage]
public interface INotes
{
    Task NotedAsync(Noted noted, CancellationToken cancellationToken = default);
}
