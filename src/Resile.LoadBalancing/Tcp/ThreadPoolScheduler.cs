using System.IO.Pipelines;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Continues a pipe's reader on the thread pool. The framework's own also carries the execution context, for which it allocates.</summary>
internal sealed class ThreadPoolScheduler : PipeScheduler
{
    /// <summary>The only one.</summary>
    public static readonly ThreadPoolScheduler Instance = new();

    /// <inheritdoc/>
    public override void Schedule(Action<object?> action, object? state) => System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);
}
