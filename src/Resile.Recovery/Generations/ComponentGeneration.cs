namespace Resile.Recovery.Generations;

/// <summary>One life of a component of a known contract.</summary>
internal sealed class ComponentGeneration<TContract>(int number, IAsyncDisposable scope, TContract component, TimeProvider time)
    : Generation(number, scope, time)
    where TContract : class
{
    /// <summary>Gets the instance that stands behind the proxy.</summary>
    public TContract Component { get; } = component;

    /// <inheritdoc/>
    public override ISnapshot? Stateful { get; } = component as ISnapshot;

    /// <inheritdoc/>
    public override IHealthProbe? Probed { get; } = component as IHealthProbe;

    /// <inheritdoc/>
    protected override ValueTask DisposeComponentAsync()
    {
        switch (Component)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        return ValueTask.CompletedTask;
    }
}
