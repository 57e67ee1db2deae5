using System.Diagnostics;
using System.Globalization;
using Northwind.Running;
using Northwind.Storage;

namespace Northwind.Faults;

/// <summary>Kills billing's processes in turn, each while it bills, and watches another take over.</summary>
/// <param name="books">Billing's database.</param>
/// <param name="processes">The names of billing's processes.</param>
/// <param name="kill">Kills a process, and returns its id.</param>
/// <param name="chronicle">Where to say what happened.</param>
internal sealed class BillingKill(ShopDatabase books, IReadOnlyList<string> processes, Func<string, CancellationToken, Task<int?>> kill, Chronicle chronicle)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly List<string> _spared = [.. processes];

    /// <summary>Kills one that was not killed before, or where all were, any.</summary>
    /// <param name="placed">How many orders have been placed.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async Task RunAsync(int placed, CancellationToken cancellationToken)
    {
        if (_spared.Count == 0)
        {
            _spared.AddRange(processes);
        }

        var active = await NextToBillAsync(await EntriesAsync(cancellationToken), _spared, cancellationToken);
        var victim = active ?? _spared[0];
        _spared.Remove(victim);
        var id = await kill(victim, cancellationToken);
        var killed = Stopwatch.GetTimestamp();
        chronicle.Note($"killed {victim} (SIGKILL, process {id}) after {placed} orders, {(active is null ? "which had nothing to bill just then" : "in the middle of its work")}; "
            + "its watchdog starts it again");

        string[] heirs = processes.Count == 1 ? [.. processes] : [.. processes.Where(process => process != victim)];
        if (await NextToBillAsync(await EntriesAsync(cancellationToken), heirs, cancellationToken) is not { } heir)
        {
            chronicle.Note($"nobody has billed anything for {Limit.TotalSeconds} s since {victim} was killed");
            return;
        }

        await books.TallyAsync($"{victim} heir after {placed}", [KeyValuePair.Create(Tally.Takeovers, 1L)], cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(killed).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        chronicle.Note(heir == victim
            ? $"{victim} is back and bills on, {seconds} s after it was killed"
            : $"{heir} took over from {victim}, and billed the next order {seconds} s after the kill");
    }

    // Whoever of them makes the next entry in the books; null where none does for a while.
    private async Task<string?> NextToBillAsync(Dictionary<string, long> before, IReadOnlyList<string> candidates, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Limit; await Task.Delay(Interval, cancellationToken))
        {
            var entries = await EntriesAsync(cancellationToken);
            if (candidates.FirstOrDefault(process => entries.GetValueOrDefault(process) > before.GetValueOrDefault(process)) is { } next)
            {
                return next;
            }
        }

        return null;
    }

    private async Task<Dictionary<string, long>> EntriesAsync(CancellationToken cancellationToken) =>
        (await books.ReadAsync("select process, count(*) from ledger group by process", static row => (Process: row.GetString(0), Entries: row.GetInt64(1)), cancellationToken))
            .ToDictionary(static row => row.Process, static row => row.Entries);
}
