namespace Resile.LoadBalancing.Tests;

/// <summary>Waits for what another thread brings about.</summary>
internal static class Eventually
{
    /// <summary>Waits until something is so, at most a minute.</summary>
    public static async Task HoldsAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }
}
