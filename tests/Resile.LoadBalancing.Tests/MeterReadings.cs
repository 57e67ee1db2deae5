using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Resile.LoadBalancing.Tests;

/// <summary>Sums what the instruments of one container report.</summary>
internal sealed class MeterReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">The factory of the container: other tests have instruments of the same names.</param>
    public MeterReadings(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        _listener.Start();
    }

    /// <summary>Gets the sum of what an instrument has reported; null where it has reported nothing.</summary>
    public double? Sum(string instrument)
    {
        _listener.RecordObservableInstruments();
        return _sums.TryGetValue(instrument, out var sum) ? sum : null;
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value) => _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
}
