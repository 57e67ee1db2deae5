using Resile.Recovery.Supervision;

namespace Resile.Testing.Recovery;

/// <summary>Takes the place of the process's end.</summary>
internal sealed class RecordedSystem : ISystemRecovery
{
    private string[] _reasons = [];

    public IReadOnlyList<string> Reasons => Volatile.Read(ref _reasons);

    public void RestartSystem(string reason) => Volatile.Write(ref _reasons, [.. _reasons, reason]);
}
