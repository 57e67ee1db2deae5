namespace Resile.Generated.Tests.Shapes;

/// <summary>Is there.</summary>
internal sealed class Pong : IGlobal
{
    public Task PingAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
