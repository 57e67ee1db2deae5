using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Resile.Integration.Tests.Servers;

/// <summary>Waits for a condition, with a deadline, and says which one did not come true.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(
        Func<bool> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        TrueAsync(() => Task.FromResult(condition()), limit, text);

    public static async Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        var patience = limit ?? TimeSpan.FromSeconds(30);
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < patience, $"Not true within {patience}: {text}");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }
}
