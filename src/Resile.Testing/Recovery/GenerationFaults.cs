using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery;
using Resile.Recovery.Calls;

namespace Resile.Testing.Recovery;

/// <summary>What a test has in store for generations that start and end. Thread-safe.</summary>
internal sealed class GenerationFaults(TimeProvider time) : IGenerationFaults
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Exception>> _starts = [];
    private readonly Dictionary<string, TimeSpan> _ends = [];
    private readonly List<RecoveryContext> _ending = [];
    private readonly CancellationTokenSource _over = new();

    /// <summary>Gets how many generations take a while to end, and have not been left behind.</summary>
    public int Ending
    {
        get
        {
            lock (_lock)
            {
                return _ending.Count(static context => context.IsCurrent);
            }
        }
    }

    public void FailStart(string component, Exception exception)
    {
        lock (_lock)
        {
            if (!_starts.TryGetValue(component, out var exceptions))
            {
                _starts.Add(component, exceptions = new Queue<Exception>());
            }

            exceptions.Enqueue(exception);
        }
    }

    /// <summary>Lets the next end of a component take a while.</summary>
    public void SlowEnd(string component, TimeSpan duration)
    {
        lock (_lock)
        {
            _ends[component] = duration;
        }
    }

    /// <summary>Lets everything end at once from now on.</summary>
    public void End() => _over.Cancel();

    public void Starting(IServiceProvider scope, RecoveryContext context)
    {
        // Made in the scope of the generation, it is disposed with it.
        scope.GetRequiredService<GenerationEnd>().Context = context;
        Exception? exception;
        lock (_lock)
        {
            exception = _starts.TryGetValue(context.Component, out var exceptions) && exceptions.TryDequeue(out var next) ? next : null;
        }

        if (exception is not null)
        {
            throw exception;
        }
    }

    public async ValueTask EndingAsync(RecoveryContext context)
    {
        TimeSpan duration;
        lock (_lock)
        {
            if (!_ends.Remove(context.Component, out duration))
            {
                return;
            }

            _ending.Add(context);
        }

        await Task.Delay(duration, time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _ending.Remove(context);
        }
    }
}
