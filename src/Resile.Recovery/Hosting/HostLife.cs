namespace Resile.Recovery.Hosting;

/// <summary>One life of a host that <see cref="SupervisedHost"/> runs: how its components ask for the next. Thread-safe.</summary>
/// <remarks>What a component of an earlier host asks for later finds nobody: it was replaced already.</remarks>
internal sealed class HostLife
{
    private static readonly AsyncLocal<HostLife?> OfFlow = new();

    private readonly TaskCompletionSource<RestartRequest> _request = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isRebuilding;

    /// <summary>Gets or sets the life of the host that is being built; null where <see cref="SupervisedHost"/> builds none.</summary>
    public static HostLife? Current
    {
        get => OfFlow.Value;
        set => OfFlow.Value = value;
    }

    /// <summary>Gets a task that completes when the first has asked for a restart.</summary>
    public Task<RestartRequest> Requested => _request.Task;

    /// <summary>Gets or sets whether this host ends to make room for the next one in the same process.</summary>
    public bool IsRebuilding
    {
        get => Volatile.Read(ref _isRebuilding);
        set => Volatile.Write(ref _isRebuilding, value);
    }

    /// <summary>Asks for a restart. The first counts.</summary>
    public void Request(string reason, bool isProcessLost) => _request.TrySetResult(new RestartRequest(reason, isProcessLost));
}
