namespace Northwind.Faults;

/// <summary>Lets faults happen one after another, each under traffic. Thread-safe.</summary>
internal sealed class FaultQueue
{
    private readonly Lock _lock = new();
    private Task _due = Task.CompletedTask;
    private Task _last = Task.CompletedTask;

    /// <summary>Lets a fault happen when those before it are over, and what it needs is there.</summary>
    public Task RunAsync(Func<Task> prepare, Func<Task> fault)
    {
        lock (_lock)
        {
            var due = AfterAsync(_last, prepare);
            Volatile.Write(ref _due, due);
            return _last = AfterAsync(due, fault);
        }
    }

    /// <summary>Waits until no fault waits to happen. The orders wait for that, so that there are some left when its time has come.</summary>
    public Task WaitUntilNoneIsDueAsync() => Volatile.Read(ref _due);

    private static async Task AfterAsync(Task before, Func<Task> then)
    {
        await before;
        await then();
    }
}
