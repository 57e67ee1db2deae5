namespace Resile.Recovery.Tests.Detection;

/// <summary>What the probes answer, and how many there were.</summary>
internal sealed class ProbeHooks
{
    private int _probes;
    private int _running;
    private int _mostAtOnce;

    public Func<RecoveryContext, CancellationToken, ValueTask<bool>> Answer { get; set; } = static (_, _) => new(true);

    public int Probes => Volatile.Read(ref _probes);

    public bool IsRunning => Volatile.Read(ref _running) != 0;

    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    public async ValueTask<bool> ProbeAsync(RecoveryContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _probes);
        _mostAtOnce = Math.Max(_mostAtOnce, Interlocked.Increment(ref _running));
        try
        {
            return await Answer(context, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
