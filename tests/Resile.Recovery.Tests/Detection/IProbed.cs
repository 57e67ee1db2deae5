namespace Resile.Recovery.Tests.Detection;

[AutoRecover(HangAfterMs = 60_000, ShutdownMs = 200)]
public interface IProbed
{
    ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default);

    Task RunAsync(Func<Task> work, CancellationToken cancellationToken = default);
}
