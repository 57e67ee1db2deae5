using Resile.Recovery.Calls;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Detection;

/// <summary>Notes which component runs, so that the calls that it makes say who waits for them, and finds components that wait for one another. Thread-safe.</summary>
/// <remarks>
/// The component is noted in the execution context: its code may call another one after any number of awaits, on any thread. Each call keeps its caller where it is kept itself, in its slot or
/// in the queue, so nothing is registered and nothing has to be removed.
/// </remarks>
internal sealed class ComponentWaits(ComponentCell cell)
{
    // What components do in passing lasts for less, in milliseconds.
    private const long LongEnough = 1_000;

    private static readonly AsyncLocal<ComponentCell?> Running = new();

    [ThreadStatic]
    private static bool _hasWaited;

    // The last context that came twice in a row, and what was made of it: making one allocates. It lives for as long as the component, or until another one does so.
    private KnownContext? _known;
    private ExecutionContext? _last;

    /// <summary>Gets the component whose code runs in this flow; null if there is none.</summary>
    public static ComponentCell? Caller => Running.Value;

    /// <summary>Notes that a call that this thread has made does not complete at once.</summary>
    public static void NoteWait() => _hasWaited = true;

    /// <summary>Notes that what runs from here on belongs to the component, up to the end of the asynchronous method that says so.</summary>
    public void EnterFlow() => Running.Value = cell;

    /// <summary>Notes in a call who makes it, and that what runs from here on belongs to the component.</summary>
    /// <returns>What was before; to be left again on the same thread.</returns>
    public Entry Enter(in CallPass pass, string operation)
    {
        if (Running.Value is { } caller)
        {
            pass.NoteCaller(caller, operation);
        }

        // There is none where somebody has suppressed its flow: then nothing can be noted in it.
        var before = ExecutionContext.Capture();
        if (before is not null)
        {
            if (_known is { } known && known.Before == before)
            {
                ExecutionContext.Restore(known.Within);
            }
            else
            {
                Running.Value = cell;
                if (_last == before)
                {
                    _known = new KnownContext(before, ExecutionContext.Capture()!);
                }

                _last = before;
            }
        }

        var entry = new Entry(before, _hasWaited);
        _hasWaited = false;
        return entry;
    }

    /// <summary>Looks whether a call that one component made and another one did not take closes a circle.</summary>
    /// <param name="caller">The component that made the call.</param>
    /// <param name="call">The call.</param>
    /// <param name="waited">How long it has waited, in milliseconds.</param>
    /// <returns>The circle in words; null if there is none.</returns>
    public string? FindCircle(ComponentCell caller, string call, long waited)
    {
        List<ComponentWait> path = [new(caller, cell, call)];
        return caller == cell || Leads(cell, caller, Least(waited), [], path) ? Text(path) : null;
    }

    /// <summary>Looks whether the component waits, over others or not, for itself.</summary>
    /// <param name="waited">How long it has waited, in milliseconds.</param>
    /// <returns>The circle in words; null if there is none.</returns>
    public string? FindCircle(long waited)
    {
        List<ComponentWait> path = [];
        return Leads(cell, cell, Least(waited), [], path) ? Text(path) : null;
    }

    private static long Least(long waited) => Math.Min(waited / 2, LongEnough);

    // From the end, because each component knows who waits for it.
    private static bool Leads(ComponentCell from, ComponentCell to, long least, HashSet<ComponentCell> seen, List<ComponentWait> path)
    {
        if (!seen.Add(to))
        {
            return false;
        }

        foreach (var wait in to.Waiters(least))
        {
            if (wait.Caller == from || Leads(from, wait.Caller, least, seen, path))
            {
                path.Add(wait);
                return true;
            }
        }

        return false;
    }

    private static string Text(List<ComponentWait> path) =>
        $"'{path[0].Caller.Name}' waits for {string.Join(", which waits for ", path.Select(static wait => $"'{wait.Callee.Name}' ({wait.Operation})"))}";

    private sealed record KnownContext(ExecutionContext Before, ExecutionContext Within);

    /// <summary>What ran in a thread's flow before a component did.</summary>
    internal readonly struct Entry(ExecutionContext? before, bool hadWaited)
    {
        /// <summary>Goes back to it.</summary>
        /// <returns>Whether a call was made meanwhile, on this thread, that did not complete at once.</returns>
        public bool Leave()
        {
            if (before is not null)
            {
                ExecutionContext.Restore(before);
            }

            var hasWaited = _hasWaited;
            _hasWaited |= hadWaited;
            return hasWaited;
        }
    }
}
