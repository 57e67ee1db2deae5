using Resile.Messaging.Diagnostics;

namespace Resile.Testing.Messaging;

/// <summary>The crashes that a test has in store, over all nodes. Thread-safe.</summary>
internal sealed class CrashPlan
{
    private static readonly Dictionary<string, MessagingStep> Steps = MessagingHarness.Steps.ToDictionary(static step => Names[(int)step], StringComparer.Ordinal);

    private readonly Lock _lock = new();
    private readonly List<(MessagingStep Step, int Left)> _armed = [];

    /// <summary>Gets the names by which the engine knows the steps, in their order.</summary>
    public static IReadOnlyList<string> Names => Failpoints.All;

    /// <summary>Arms a crash.</summary>
    public void Add(MessagingStep step, int occurrence)
    {
        lock (_lock)
        {
            _armed.Add((step, occurrence));
        }
    }

    /// <summary>Counts a step.</summary>
    /// <returns>The step, if the node is to die at it; otherwise null.</returns>
    public MessagingStep? Next(string name)
    {
        lock (_lock)
        {
            var next = _armed.FindIndex(armed => armed.Step == Steps[name]);
            if (next < 0)
            {
                return null;
            }

            var (step, left) = _armed[next];
            if (left > 1)
            {
                _armed[next] = (step, left - 1);
                return null;
            }

            _armed.RemoveAt(next);
            return step;
        }
    }
}
