namespace Resile.Benchmarks.Recovery;

/// <summary>Threads that share out the calls of a batch, and stay from batch to batch.</summary>
internal sealed class Crew : IDisposable
{
    private readonly int _size;
    private readonly ICounter _counter;
    private readonly Thread[] _threads;
    private readonly Barrier _barrier;
    private int _each;

    /// <summary>Starts the threads.</summary>
    public Crew(int size, ICounter counter)
    {
        (_size, _counter) = (size, counter);
        _barrier = new Barrier(size + 1);
        _threads = [.. Enumerable.Range(0, size).Select(_ => new Thread(Work) { IsBackground = true })];
        Array.ForEach(_threads, static thread => thread.Start());
    }

    /// <summary>Makes calls, shared out among the threads.</summary>
    public ValueTask RunAsync(int count)
    {
        _each = count / _size;
        _barrier.SignalAndWait();
        _barrier.SignalAndWait();
        return default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _each = 0;
        _barrier.SignalAndWait();
        Array.ForEach(_threads, static thread => thread.Join());
        _barrier.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_each == 0)
            {
                return;
            }

            Call(_counter, _each);
            _barrier.SignalAndWait();
        }
    }

    // A method of its own: it is entered often, so that the compiler gets to see it again.
    private static void Call(ICounter counter, int count)
    {
        for (var call = 0; call < count; call++)
        {
            var echo = counter.EchoAsync(call);
            _ = echo.IsCompletedSuccessfully ? echo.Result : throw new InvalidOperationException("The call has to complete at once.");
        }
    }
}
