using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Northwind.Running;

/// <summary>What was broken, when, and what became of it, in words. Thread-safe.</summary>
internal sealed class Chronicle
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private ImmutableList<string> _entries = [];

    /// <summary>Gets what was noted so far, the oldest first.</summary>
    public IReadOnlyList<string> Entries => Volatile.Read(ref _entries);

    /// <summary>Notes something, with the seconds since the run began.</summary>
    public void Note(string what)
    {
        var entry = string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_began).TotalSeconds,6:0.0} s  {what}");
        ImmutableInterlocked.Update(ref _entries, static (entries, added) => entries.Add(added), entry);
    }
}
