using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Northwind.Running;
using Northwind.Storage;

namespace Northwind.Faults;

/// <summary>Kills the broker, if it is this run's own, and waits until whoever started it has started it again.</summary>
/// <param name="broker">The broker.</param>
/// <param name="orders">The storefront's database.</param>
/// <param name="books">Billing's database.</param>
/// <param name="chronicle">Where to say what happened.</param>
internal sealed class BrokerKill(BrokerTopology broker, ShopDatabase orders, ShopDatabase books, Chronicle chronicle)
{
    /// <summary>The variable that names the broker's process, where it may be killed and somebody starts it again.</summary>
    public const string Variable = "NORTHWIND_BROKER_PID";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Gets whether the broker may be killed.</summary>
    public static bool IsAllowed => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Gets the orders that were stored while the broker was away.</summary>
    public IReadOnlyCollection<int> PlacedMeanwhile { get; private set; } = [];

    /// <summary>Kills it, and returns when it is back.</summary>
    /// <param name="placed">How many orders have been placed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RunAsync(int placed, CancellationToken cancellationToken)
    {
        if (!IsAllowed)
        {
            chronicle.Note($"left the broker alone: RESILE_RABBITMQ names it, and it may serve others. {Variable} can name a process that may be killed");
            return;
        }

        if (TryKill() is not { } id)
        {
            chronicle.Note($"did not kill the broker: {Variable} is '{Environment.GetEnvironmentVariable(Variable)}', and this user has no such process to kill");
            return;
        }

        var killed = Stopwatch.GetTimestamp();
        var before = await PlacedAsync(cancellationToken);
        chronicle.Note($"killed the broker (SIGKILL, process {id}) after {placed} orders; orders are taken all the same, and their messages wait in the outbox");

        var last = before;
        while (!await broker.AnswersAsync(cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(killed) > Limit)
            {
                chronicle.Note($"the broker has been away for {Limit.TotalSeconds} s; nobody has started it again");
                return;
            }

            last = await PlacedAsync(cancellationToken);
            await Task.Delay(Interval, cancellationToken);
        }

        last.ExceptWith(before);
        PlacedMeanwhile = last;
        chronicle.Note($"the broker is back after {Seconds(killed)} s, with what it had confirmed; {last.Count} orders were placed without it");
        await WaitUntilBilledAsync(Stopwatch.GetTimestamp(), cancellationToken);
    }

    private static int? TryKill()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return id;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private async Task WaitUntilBilledAsync(long returned, CancellationToken cancellationToken)
    {
        while (Stopwatch.GetElapsedTime(returned) < Limit)
        {
            var billed = await books.ReadAsync("select order_id from ledger", static row => row.GetInt32(0), cancellationToken);
            if (!PlacedMeanwhile.Except(billed).Any())
            {
                chronicle.Note($"every order that was placed without the broker is billed, {Seconds(returned)} s after its return");
                return;
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    private async Task<HashSet<int>> PlacedAsync(CancellationToken cancellationToken) =>
        [.. await orders.ReadAsync("select order_id from orders", static row => row.GetInt32(0), cancellationToken)];

    private static string Seconds(long since) => Stopwatch.GetElapsedTime(since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
