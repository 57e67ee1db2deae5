using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Resile.LoadBalancing.Tests;

/// <summary>Sums what the instruments of one container report.</summary>
internal sealed class MeterReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Instrument, string Tags), double> _sums = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">The factory of the container: other tests have instruments of the same names.</param>
    public MeterReadings(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                Instruments.Enqueue(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Gets the instruments.</summary>
    public ConcurrentQueue<Instrument> Instruments { get; } = new();

    /// <summary>Gets the sum of what an instrument has reported; null where it has reported nothing.</summary>
    public double? Sum(string instrument)
    {
        _listener.RecordObservableInstruments();
        var sums = _sums.Where(pair => pair.Key.Instrument == instrument).Select(static pair => pair.Value).ToArray();
        return sums.Length == 0 ? null : sums.Sum();
    }

    /// <summary>Gets what an instrument has reported, by its tags: a line for each of their values.</summary>
    public IEnumerable<string> Lines(string instrument) =>
        _sums.Where(pair => pair.Key.Instrument == instrument).Select(static pair => $"{pair.Key.Tags}: {pair.Value}").Order(StringComparer.Ordinal);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _sums.AddOrUpdate((instrument.Name, string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"))), value, (_, sum) => sum + value);
}
