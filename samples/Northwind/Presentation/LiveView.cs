using Spectre.Console;
using Spectre.Console.Rendering;

namespace Northwind.Presentation;

/// <summary>Draws a progress bar and a table that changes: for people at a terminal.</summary>
internal sealed class LiveView(IAnsiConsole console) : IRunView
{
    private const int BarWidth = 50;
    private const int EventsShown = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public async Task ShowAsync(Func<CancellationToken, Task<RunStatus>> read, CancellationToken cancellationToken) =>
        await console.Live(new Text("The services start ...")).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Interval);
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    live.UpdateTarget(Draw(await read(cancellationToken)));
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                live.UpdateTarget(Draw(await read(CancellationToken.None)));
            }
        });

    private static Rows Draw(RunStatus status)
    {
        var orders = new Table().Border(TableBorder.Rounded).AddColumns("orders", "placed", "billed", "shipped", "restarts", "retries")
            .AddRow($"{status.Total}", $"{status.Placed}", $"{status.Billed}", $"{status.Shipped}", $"[yellow]{status.Restarts}[/]", $"[yellow]{status.Retries}[/]");
        var replicas = new Table().Border(TableBorder.Rounded).AddColumns("replica", "calls", "share", "state");
        var calls = Math.Max(1, status.Replicas.Sum(static replica => replica.Calls));
        foreach (var replica in status.Replicas)
        {
            replicas.AddRow(new Text(replica.Name), new Text($"{replica.Calls}"), new Text($"{100.0 * replica.Calls / calls:0} %"),
                new Markup(replica.IsInRotation ? "[green]in rotation[/]" : "[red]out[/]"));
        }

        return new Rows([Bar(status.Share), orders, replicas, .. status.Events.TakeLast(EventsShown).Select(static entry => new Text(entry))]);
    }

    private static IRenderable Bar(double share)
    {
        var done = (int)(BarWidth * Math.Clamp(share, 0, 1));
        return new Markup($"[green]{new string('━', done)}[/][grey]{new string('━', BarWidth - done)}[/] {100 * share:0} %");
    }
}
