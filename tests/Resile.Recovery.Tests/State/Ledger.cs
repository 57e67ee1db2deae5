namespace Resile.Recovery.Tests.State;

/// <summary>Keeps a sum; a negative one is corrupt.</summary>
internal sealed class Ledger(RecoveryContext context, LedgerHooks hooks) : ILedger, IRecoverable, ISnapshot<LedgerState>, IDisposable
{
    private int _sum;

    public ValueTask<int> AddAsync(int amount, CancellationToken cancellationToken = default)
    {
        var sum = Interlocked.Add(ref _sum, amount);
        return sum >= 0 ? new(sum) : throw new InvalidDataException("The sum is corrupt.");
    }

    public async Task<int> RunAsync(Func<Task> work, CancellationToken cancellationToken = default)
    {
        await work();
        return context.Generation;
    }

    public ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default) => new(context.Generation);

    public ValueTask StartAsync(RecoveryContext context, CancellationToken cancellationToken)
    {
        hooks.OnStart(context);
        hooks.Add($"start {context.Generation} {(context.IsRestored ? "restored" : "cold")}");
        return ValueTask.CompletedTask;
    }

    public LedgerState Capture()
    {
        hooks.Add($"capture {context.Generation}");
        return hooks.OnCapture(new LedgerState(Volatile.Read(ref _sum)));
    }

    public void Restore(LedgerState state)
    {
        hooks.Add($"restore {context.Generation}");
        hooks.OnRestore(state);
        Volatile.Write(ref _sum, state.Sum);
    }

    public void Dispose() => hooks.Add($"dispose {context.Generation}");
}
