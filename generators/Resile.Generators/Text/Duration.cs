using System.Globalization;

namespace Resile.Generators.Text;

/// <summary>Reads the durations of attributes: a number and its unit, as in <c>250ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a positive duration of at most a day.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null)
        {
            return false;
        }

        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.Substring(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out var count))
            {
                var total = count * milliseconds;
                duration = TimeSpan.FromMilliseconds(total >= 1 && total <= 86_400_000 ? total : 0);
                return duration > TimeSpan.Zero;
            }
        }

        return false;
    }
}
