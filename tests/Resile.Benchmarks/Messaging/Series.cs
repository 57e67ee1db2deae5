using System.Globalization;

namespace Resile.Benchmarks.Messaging;

/// <summary>What several rounds measured: their median, and how far they lay apart.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    /// <summary>Gets the values, in the order of the rounds.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>Gets the median.</summary>
    public double Median => _values.Order().ElementAt(_values.Count / 2);

    public void Add(double value) => _values.Add(value);

    /// <summary>Gets the median of the ratios of rounds that stood side by side, whatever the machine did from round to round.</summary>
    public double Over(Series other)
    {
        var ratios = new Series();
        for (var round = 0; round < _values.Count; round++)
        {
            ratios.Add(_values[round] / other._values[round]);
        }

        return ratios.Median;
    }

    /// <summary>Writes median and range.</summary>
    public string Show(string unit) => string.Create(
        CultureInfo.InvariantCulture, $"{Median:N0} {unit} ({_values.Min():N0} .. {_values.Max():N0})");
}
