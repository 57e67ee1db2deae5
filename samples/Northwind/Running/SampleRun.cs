using System.Diagnostics;
using Northwind.Data;
using Northwind.Faults;
using Northwind.Presentation;
using Northwind.Proof;
using Northwind.Replay;
using Spectre.Console;

namespace Northwind.Running;

/// <summary>One run from the first order to the proof.</summary>
internal sealed class SampleRun(RunOptions options, TradeData data, IAnsiConsole console)
{
    // Repeated orders get numbers of their own, far from those of the data.
    private const int NumbersPerRound = 100_000;
    private static readonly TimeSpan DeliveryLimit = TimeSpan.FromSeconds(50);

    /// <summary>Runs, and returns the exit code: 0 only if the books balance and the faults really happened.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var orders = Orders();
        var plan = options.IsCalm ? FaultPlan.Calm : FaultPlan.For([.. orders.Select(static order => order.Id)]);
        await using var stage = options.UsesBroker ? (IStage)new ProcessStage(plan, options) : new EmbeddedStage(data, plan, options);
        await stage.StartAsync(cancellationToken);
        await ReplayAsync(stage, orders, cancellationToken);

        var verdict = await Verdict.ReachAsync(stage, Books.Of(orders), plan, options, cancellationToken);
        foreach (var entry in stage.Chronicle.Entries)
        {
            Console.WriteLine(entry);
        }

        FinalTable.Write(console, verdict, stage, Stopwatch.GetElapsedTime(began));
        foreach (var objection in verdict.Objections)
        {
            Console.Error.WriteLine(objection);
        }

        Console.WriteLine(verdict.Books);
        Console.WriteLine(verdict.Delivery);
        return verdict.Objections.Count == 0 ? 0 : 1;
    }

    private List<PlacedOrder> Orders() =>
    [
        .. Enumerable.Range(0, options.Repeat).SelectMany(round => data.Orders.Take(options.Orders)
            .Select(order => order with { Id = order.Id + (round * NumbersPerRound) })),
    ];

    private async Task ReplayAsync(IStage stage, List<PlacedOrder> orders, CancellationToken cancellationToken)
    {
        var replay = new OrderReplay(orders, stage);
        var status = new StatusReader(stage, orders.Count, options.IsCalm);
        IRunView view = console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected && !options.IsVerbose
            ? new LiveView(console)
            : new PlainView(Console.Out);
        using var shown = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var showing = view.ShowAsync(status.ReadAsync, shown.Token);
        await replay.RunAsync(cancellationToken);
        await WaitForDeliveryAsync(status, cancellationToken);
        await shown.CancelAsync();
        await showing;
    }

    // Ends when every order has been shipped, or when that takes longer than anyone would wait; the proof then says what is missing.
    private static async Task WaitForDeliveryAsync(StatusReader reader, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        RunStatus status;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);
            status = await reader.ReadAsync(cancellationToken);
        }
        while (status.Shipped < status.Total && Stopwatch.GetElapsedTime(began) < DeliveryLimit);
    }
}
