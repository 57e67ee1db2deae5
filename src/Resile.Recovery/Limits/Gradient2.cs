namespace Resile.Recovery.Limits;

/// <summary>Finds the limit from how much longer calls take than they usually do: the Gradient2 of Netflix's concurrency-limits, with its values.</summary>
/// <remarks>
/// Each window is one sample: the average of its calls. What is usual is the mean of the last 600 windows, weighted exponentially; of the first ten, their
/// plain mean. Calls that take up to 1.5 times as long as usual let the limit grow by up to 4; longer ones shrink it, to one half at most; one fifth of
/// each change is made. A component that is not asked for half of what it may do teaches nothing, and the limit stays.
/// One thing differs from the original: while the limit is used up, windows that are longer than usual count a tenth of others. What makes them long is then the
/// waiting that the limit allows, and if that became usual, a component that always has too much to do would see its limit double in a minute, and
/// again in the next. At the lowest limit they count in full: there it is the component that has become slower.
/// </remarks>
internal sealed class Gradient2(int least, int most) : LimitPolicy(least, most)
{
    private const int Enough = 10;
    private const int Windows = 600;
    private const int FirstWindows = 10;
    private const double Tolerance = 1.5;
    private const double Smoothing = 0.2;
    private const double Growth = 4;
    private const double Forgetting = 0.95;
    private const double Crowded = 0.1;

    private double _estimate = least;
    private double _usual;
    private int _windows;

    /// <inheritdoc/>
    public override TimeSpan Usual => TimeSpan.FromTicks((long)_usual);

    /// <inheritdoc/>
    public override int? Next(int limit, in LimitWindow window)
    {
        if (window.Measured < Enough)
        {
            return null;
        }

        // A tick is the least that a call can take here; a ratio needs something to divide by.
        double now = Math.Max(window.Average.Ticks, 1);
        Learn(now, isCrowded: limit > Least && window.MostInFlight >= limit);
        if (_usual / now > 2)
        {
            // After a time in which calls took far longer, what is usual has to be found again.
            _usual *= Forgetting;
        }

        if (window.MostInFlight >= _estimate / 2)
        {
            var gradient = Math.Clamp(Tolerance * _usual / now, 0.5, 1);
            _estimate = Math.Clamp(((1 - Smoothing) * _estimate) + (Smoothing * ((gradient * _estimate) + Growth)), Least, Most);
        }

        return (int)_estimate;
    }

    private void Learn(double now, bool isCrowded)
    {
        _windows++;
        var weight = _windows <= FirstWindows ? 1.0 / _windows : 2.0 / (Windows + 1);
        _usual += weight * (now - _usual) * (isCrowded && now > _usual && _windows > FirstWindows ? Crowded : 1);
    }
}
