using Microsoft.Extensions.Logging;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>Carries the lists of a source into the rotation, for as long as the client lives.</summary>
/// <remarks>
/// The last list that named an endpoint stays in force when the source fails or says that it knows none: a resolver that is
/// down must not take a working service with it.
/// </remarks>
internal sealed partial class EndpointFeed(
    string contract, IEndpointSource source, EndpointRotation rotation, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    private const string Forgotten = "its source knows no endpoints any more";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _problem;

    /// <summary>Gets why the endpoints that are known are those of an earlier answer: the rest of a sentence; null where they are not.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Gets a task that ends when the source has answered, or failed, for the first time.</summary>
    public Task FirstAnswer => _firstAnswer.Task;

    /// <summary>Begins to watch; a source that answers at once has been heard when this returns.</summary>
    public void Start() => _ = RunAsync(_stopping.Token);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _firstAnswer.TrySetResult();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var addresses in source.WatchAsync(cancellationToken).ConfigureAwait(false))
                {
                    Take(addresses);
                    pause = FirstPause;
                }

                _firstAnswer.TrySetResult();
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever the source throws, the endpoints that are known stay in use and the source is asked again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Volatile.Write(ref _problem, "its source fails: " + exception.GetBaseException().Message.TrimEnd('.'));
                Log.SourceFailed(logger, exception, contract, pause, rotation.Current.All.Length);
                _firstAnswer.TrySetResult();
            }

            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    private void Take(IReadOnlyList<EndpointAddress> addresses)
    {
        if (addresses.Count == 0 && !rotation.Current.All.IsEmpty)
        {
            if (_problem != Forgotten)
            {
                Log.SourceEmpty(logger, contract, rotation.Current.All.Length);
            }

            Volatile.Write(ref _problem, Forgotten);
        }
        else
        {
            if (rotation.Replace(addresses))
            {
                Log.EndpointsChanged(logger, contract, addresses.Count);
            }

            Volatile.Write(ref _problem, null);
        }

        _firstAnswer.TrySetResult();
    }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Warning,
            "Client '{Contract}': its endpoints cannot be found out now; the {Known} known ones stay in use. Next try in {Pause}.")]
        public static partial void SourceFailed(ILogger logger, Exception exception, string contract, TimeSpan pause, int known);

        [LoggerMessage(12, LogLevel.Warning, "Client '{Contract}': its source knows no endpoints any more; the {Known} known ones stay in use.")]
        public static partial void SourceEmpty(ILogger logger, string contract, int known);

        [LoggerMessage(13, LogLevel.Information, "Client '{Contract}': its service has {Count} endpoints now.")]
        public static partial void EndpointsChanged(ILogger logger, string contract, int count);
    }
}
