using System.Text;

namespace Resile.Recovery.Processes;

/// <summary>What one datagram of sd_notify(3) says, of what a watchdog listens to.</summary>
/// <param name="IsReady">The process serves.</param>
/// <param name="IsAlive">It gives a sign of life.</param>
/// <param name="IsStopping">It ends.</param>
/// <param name="Status">What it does, in words.</param>
internal sealed record NotifyMessage(bool IsReady, bool IsAlive, bool IsStopping, string? Status)
{
    /// <summary>The longest datagram that is read, as in systemd.</summary>
    public const int LongestMessage = 4096;

    private const int LongestStatus = 256;

    /// <summary>Reads a datagram. What is not known is passed over.</summary>
    public static NotifyMessage Parse(ReadOnlySpan<byte> datagram)
    {
        var lines = Encoding.UTF8.GetString(datagram).Split('\n');
        var status = lines.LastOrDefault(static line => line.StartsWith("STATUS=", StringComparison.Ordinal))?["STATUS=".Length..];
        return new NotifyMessage(
            lines.Contains("READY=1"), lines.Contains("WATCHDOG=1"), lines.Contains("STOPPING=1"),
            status is null ? null : Clean(status));
    }

    // It goes to a log.
    private static string Clean(string status) =>
        string.Concat(status.Where(static letter => !char.IsControl(letter)).Take(LongestStatus));
}
