using Resile.Recovery.Supervision;

namespace Resile.Recovery.Tests.Workers;

/// <summary>Takes the place of the process's end.</summary>
internal sealed class SystemLog : ISystemRecovery
{
    private readonly List<string> _reasons = [];

    public IReadOnlyList<string> Reasons
    {
        get
        {
            lock (_reasons)
            {
                return [.. _reasons];
            }
        }
    }

    public void RestartSystem(string reason)
    {
        lock (_reasons)
        {
            _reasons.Add(reason);
        }
    }
}
