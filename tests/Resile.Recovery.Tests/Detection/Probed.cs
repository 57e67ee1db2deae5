namespace Resile.Recovery.Tests.Detection;

internal sealed class Probed(RecoveryContext context, ProbeHooks hooks) : IProbed, IHealthProbe
{
    public ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default) => new(context.Generation);

    public Task RunAsync(Func<Task> work, CancellationToken cancellationToken = default) => work();

    public ValueTask<bool> ProbeAsync(CancellationToken cancellationToken) => hooks.ProbeAsync(context, cancellationToken);
}
