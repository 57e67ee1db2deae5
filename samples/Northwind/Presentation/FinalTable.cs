using System.Globalization;
using Northwind.Proof;
using Northwind.Running;
using Spectre.Console;

namespace Northwind.Presentation;

/// <summary>Writes what a run came to.</summary>
internal static class FinalTable
{
    /// <summary>Writes the table that a person reads.</summary>
    public static void Write(IAnsiConsole console, Verdict verdict, IStage stage, TimeSpan took)
    {
        var (tallies, delivery) = (verdict.Tallies, verdict.Delivery);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("what", "stored");
        table.Columns[1].RightAligned();
        Row("orders placed", delivery.Placed);
        if (delivery.WithoutBroker > 0)
        {
            Row("  of them while the broker was away", delivery.WithoutBroker);
            Row("  of those billed and shipped by now", delivery.WithoutBrokerDone);
        }

        Row("ledger entries", delivery.Billed);
        foreach (var process in stage.BillingProcesses)
        {
            Row($"  of them by {process}", delivery.BilledBy.GetValueOrDefault(process));
        }

        Row("shipments", delivery.Shipped);
        table.AddRow("revenue", verdict.Books.Revenue.ToString("N4", CultureInfo.InvariantCulture));
        table.AddEmptyRow();
        for (var replica = 0; replica < stage.Catalogs.Count; replica++)
        {
            Row($"calls to catalog-{replica + 1}", tallies.Sum(Tally.Calls + stage.Catalogs[replica]));
        }

        for (var replica = 0; replica < stage.Pricing.Count; replica++)
        {
            Row($"calls to pricing-{replica + 1}", tallies.Sum(Tally.Calls + stage.Pricing[replica]));
        }

        for (var replica = 0; replica < stage.Presence.Count; replica++)
        {
            Row($"calls to presence-{replica + 1}", tallies.Sum(Tally.Calls + stage.Presence[replica]));
        }

        Row("  of them lost, which is allowed", tallies.Sum(Tally.LooksLost));
        Row("replicas taken out of the rotation", tallies.Sum(Tally.Ejections));
        Row("calls tried elsewhere", tallies.Sum(Tally.CallRetries));
        table.AddEmptyRow();
        Row("ledger restarts", tallies.Sum(Tally.ComponentRestarts));
        Row("  of them after a hang", tallies.Sum(Tally.Hangs));
        Row("restarts of a whole office", tallies.Sum(Tally.ServiceRestarts));
        Row("hosts rebuilt in their process", tallies.Sum(Tally.SystemRestarts));
        Row("process restarts", tallies.Sum(Tally.ProcessRestarts));
        if (stage.BillingProcesses.Count > 0)
        {
            Row("  after which billing went on", tallies.Sum(Tally.Takeovers));
        }

        table.AddEmptyRow();
        Row("messages handled", tallies.Sum(Tally.Handled));
        Row("messages tried again", tallies.Sum(Tally.MessageRetries));
        Row("duplicates dropped", tallies.Sum(Tally.Duplicates));
        Row("dead letters", tallies.Sum(Tally.DeadLetters));
        table.AddRow("seconds", took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
        console.Write(table);

        void Row(string what, long count) => table.AddRow(what, count.ToString("N0", CultureInfo.InvariantCulture));
    }
}
