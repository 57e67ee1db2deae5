using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>A stream of items that one generation gives.</summary>
internal sealed class StreamRun<TItem>(Generation generation, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>Gets the generation.</summary>
    public Generation Generation => generation;

    /// <summary>Gets what ends the stream when its generation does.</summary>
    public CancellationTokenSource Stopping { get; } = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>Gets or sets the items; null until the component has given them.</summary>
    public IAsyncEnumerator<TItem>? Items { get; set; }

    /// <summary>Gets or sets whether there is a first item.</summary>
    public bool HasFirst { get; set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // What is given up still runs, and cannot be disposed of.
            if (Items is not null && !generation.Abandoned.IsCancellationRequested)
            {
                await Items.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Stopping.Dispose();
        }
    }
}
