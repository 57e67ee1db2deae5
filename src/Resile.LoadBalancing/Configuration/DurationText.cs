using System.Globalization;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Reads durations as people write them: <c>250ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>, or <c>00:00:05</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a duration. A bare number is none: the framework would take it for days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) && double.TryParse(text.AsSpan(0, text.Length - unit.Length),
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
                && Math.Abs(count * milliseconds) <= TimeSpan.MaxValue.TotalMilliseconds / 2)
            {
                duration = TimeSpan.FromMilliseconds(count * milliseconds);
                return true;
            }
        }

        duration = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
    }
}
