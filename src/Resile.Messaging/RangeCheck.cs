using System.Globalization;
using Microsoft.Extensions.Options;

namespace Resile.Messaging;

/// <summary>Collects what is wrong with the values of a configuration section.</summary>
internal sealed class RangeCheck(string section)
{
    private readonly ValidateOptionsResultBuilder _result = new();

    /// <summary>Gets the outcome of all checks so far.</summary>
    public ValidateOptionsResult Result => _result.Build();

    /// <summary>Expects a value between two bounds, both allowed.</summary>
    public void Within<T>(T value, T minimum, T maximum, string key)
        where T : IComparable<T> =>
        Check(
            value.CompareTo(minimum) >= 0 && value.CompareTo(maximum) <= 0,
            value,
            string.Create(CultureInfo.InvariantCulture, $"from {minimum} to {maximum}"),
            key);

    /// <summary>Expects a condition to hold of a value.</summary>
    public void Check<T>(bool holds, T value, string expected, string key)
    {
        if (!holds)
        {
            _result.AddError(string.Create(CultureInfo.InvariantCulture, $"{section}:{key} is '{value}'; it has to be {expected}."));
        }
    }
}
