namespace Northwind.Presentation;

/// <summary>Writes a line now and then: for logs and pipes.</summary>
internal sealed class PlainView(TextWriter output) : IRunView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public async Task ShowAsync(Func<CancellationToken, Task<RunStatus>> read, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var told = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var status = await read(cancellationToken);
                foreach (var entry in status.Events.Skip(told))
                {
                    await output.WriteLineAsync(entry);
                }

                told = status.Events.Count;
                await output.WriteLineAsync($"placed {status.Placed}/{status.Total}, billed {status.Billed}, shipped {status.Shipped}, "
                    + $"restarts {status.Restarts}, retries {status.Retries}; "
                    + string.Join(", ", status.Replicas.Select(static replica => $"{replica.Name} {replica.Calls} calls{(replica.IsInRotation ? "" : ", out")}")));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
