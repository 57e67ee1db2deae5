using Resile.Recovery.Calls;

namespace Resile.Recovery.Detection;

/// <summary>The components that one component waits for, to be found by one that waits for it. Thread-safe.</summary>
/// <remarks>
/// Who waits is known for what runs within the start of a component: there the component is noted in the execution context. That is where components wait for one another for good, because
/// a call waits for a component that is down; and noting it before each call would be work on the path that is to cost next to nothing.
/// </remarks>
internal sealed class ComponentWaits
{
    private static readonly AsyncLocal<ComponentCell?> Running = new();

    private readonly Lock _lock = new();
    private readonly List<Wait> _waits = [];

    /// <summary>Notes that what runs from here on, in this flow, belongs to a component.</summary>
    public static void Enter(ComponentCell cell) => Running.Value = cell;

    /// <summary>Notes that the component that runs in this flow, if any, waits for another one.</summary>
    /// <returns>The wait, to be disposed of at its end; null if no component waits.</returns>
    public static Wait? Begin(ComponentCell callee, string operation)
    {
        if (Running.Value is not { } caller)
        {
            return null;
        }

        var wait = new Wait(caller, callee, operation);
        caller.Waits.Add(wait);
        return wait;
    }

    private void Add(Wait wait)
    {
        lock (_lock)
        {
            _waits.Add(wait);
        }
    }

    private void Remove(Wait wait)
    {
        lock (_lock)
        {
            _waits.Remove(wait);
        }
    }

    private Wait[] All()
    {
        lock (_lock)
        {
            return [.. _waits];
        }
    }

    /// <summary>One component that waits for another.</summary>
    internal sealed class Wait(ComponentCell caller, ComponentCell callee, string operation) : IDisposable
    {
        /// <summary>Looks whether what is waited for waits, over others or not, for the one that waits.</summary>
        /// <returns>The circle in words; null if there is none.</returns>
        public string? FindCircle()
        {
            var seen = new HashSet<ComponentCell>();
            var path = new List<Wait> { this };
            return Leads(this) ? $"'{caller.Name}' waits for {string.Join(", which waits for ", path.Select(static wait => wait.Text))}" : null;

            bool Leads(Wait last)
            {
                if (last.Callee == caller)
                {
                    return true;
                }

                if (!seen.Add(last.Callee))
                {
                    return false;
                }

                foreach (var next in last.Callee.Waits.All())
                {
                    path.Add(next);
                    if (Leads(next))
                    {
                        return true;
                    }

                    path.RemoveAt(path.Count - 1);
                }

                return false;
            }
        }

        private ComponentCell Callee => callee;

        private string Text => $"'{callee.Name}' ({operation})";

        /// <inheritdoc/>
        public void Dispose() => caller.Waits.Remove(this);
    }
}
