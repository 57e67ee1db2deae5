using System.Globalization;
using System.Text.RegularExpressions;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Text;

namespace Resile.Analyzers.CodeFixes.Edits;

/// <summary>Reads what a person plainly meant; null where it might be something else.</summary>
internal static class Meant
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
        [("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1))];

    /// <summary>Reads a deadline, and writes it as attributes take it.</summary>
    public static string? Deadline(string text)
    {
        if (Time(text) is not { } time)
        {
            return null;
        }

        var (unit, length) = Units.FirstOrDefault(each => time.Ticks % each.Length.Ticks == 0);
        var written = unit is null ? null : (time.Ticks / length.Ticks).ToString(CultureInfo.InvariantCulture) + unit;
        return Duration.TryParse(written, out _) ? written : null;
    }

    /// <summary>Reads an expiry or a timeout, and writes it as <c>hh:mm:ss</c>.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="most">The longest that it may be.</param>
    public static string? Expiry(string text, TimeSpan most) =>
        Time(text) is { } time && time > TimeSpan.Zero && time <= most ? time.ToString("c", CultureInfo.InvariantCulture) : null;

    /// <summary>Reads the name of a header.</summary>
    public static string? HeaderName(string text)
    {
        var name = Regex.Replace(text.Trim().TrimEnd(':'), "[ _./:]+", "-");
        return HeaderRules.IsName(name) ? name : null;
    }

    /// <summary>Reads a header and its value.</summary>
    public static string? Header(string text)
    {
        var match = Regex.Match(text, "^(?<name>[^:=]+)[:=](?<value>[ -~]*)$");
        return match.Success && HeaderName(match.Groups["name"].Value) is { } name ? name + ": " + match.Groups["value"].Value.Trim() : null;
    }

    /// <summary>Reads a share that was written in percent.</summary>
    public static string? Share(object? value, double most)
    {
        var percent = value is IConvertible number ? number.ToDouble(CultureInfo.InvariantCulture) : 0;
        return percent >= 1 && percent / 100 <= most ? (percent / 100).ToString(CultureInfo.InvariantCulture) : null;
    }

    private static TimeSpan? Time(string text)
    {
        text = text.Trim();
        if (text.IndexOf(':') > 0)
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
        }

        var match = Regex.Match(text, @"^(?<count>[0-9]{1,9}(\.[0-9]{1,3})?)\s*(?<unit>[A-Za-z]+)\.?$");
        return match.Success && UnitOf(match.Groups["unit"].Value.ToLowerInvariant()) is { } unit
            ? TimeSpan.FromTicks((long)(decimal.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) * unit.Ticks))
            : null;
    }

    private static TimeSpan? UnitOf(string unit) => unit switch
    {
        "ms" or "msec" or "msecs" or "millisecond" or "milliseconds" => TimeSpan.FromMilliseconds(1),
        "s" or "sec" or "secs" or "second" or "seconds" => TimeSpan.FromSeconds(1),
        "m" or "min" or "mins" or "minute" or "minutes" => TimeSpan.FromMinutes(1),
        "h" or "hr" or "hrs" or "hour" or "hours" => TimeSpan.FromHours(1),
        "d" or "day" or "days" => TimeSpan.FromDays(1),
        _ => null,
    };
}
