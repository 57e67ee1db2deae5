using System.Globalization;

namespace Resile.Benchmarks.Reporting;

/// <summary>Writes one line a figure: <c>RATIO name measured goal met|short</c>.</summary>
internal sealed class RatioReport(TextWriter output)
{
    /// <summary>Writes a ratio that should not exceed its goal.</summary>
    public void AtMost(string name, double measured, double goal) =>
        Write(name, measured, "<=" + Number(goal), measured <= goal);

    /// <summary>Writes a ratio that should reach its goal.</summary>
    public void AtLeast(string name, double measured, double goal) =>
        Write(name, measured, ">=" + Number(goal), measured >= goal);

    /// <summary>Writes what has no goal.</summary>
    public void Note(string text) => output.WriteLine("  " + text);

    /// <summary>Writes what the ratios were made of.</summary>
    public void Details(IEnumerable<Measurement> measurements)
    {
        foreach (var measurement in measurements)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {measurement.Name}: {measurement.Nanoseconds:N1} ns, {measurement.Bytes:N0} B"));
        }
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private void Write(string name, double measured, string goal, bool isMet) =>
        output.WriteLine($"RATIO {name} {Number(measured)} {goal} {(isMet ? "met" : "short")}");
}
