namespace Resile.LoadBalancing.Tests.Wire;

/// <summary>Answers as a test says.</summary>
internal sealed class ScriptedPrices : IPrices
{
    private int _calls;

    public Func<string?, CancellationToken, Task<string?>> Echo { get; set; } = static (text, _) => Task.FromResult(text);

    public Func<CancellationToken, Task> Forget { get; set; } = static _ => Task.CompletedTask;

    public int Calls => Volatile.Read(ref _calls);

    public Task<decimal> TotalAsync(decimal unitPrice, int quantity, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return Task.FromResult(unitPrice * quantity);
    }

    public Task<string?> EchoAsync(string? text, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return Echo(text, cancellationToken);
    }

    public Task ForgetAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return Forget(cancellationToken);
    }
}
