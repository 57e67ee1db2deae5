namespace Resile.Recovery.Tests.Workers;

[AutoRecover]
public interface IHelper
{
    ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default);
}
