using System.Globalization;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>Asks the endpoints of one client from time to time whether they are well, and tells the rotation.</summary>
/// <remarks>
/// One loop looks at all endpoints once a tick, and starts the probes that are due, at most <see cref="MostAtOnce"/> at a time; the others wait for the
/// next tick. While probes are off there is no loop.
/// </remarks>
internal sealed partial class EndpointProbes(
    EndpointRotation rotation, TimeProvider timeProvider, RandomSource random, ClientMetrics metrics, ILogger logger, HttpProbe? http = null) : IDisposable
{
    /// <summary>The most probes that run at the same time.</summary>
    public const int MostAtOnce = 256;

    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    private readonly Lock _changing = new();
    private CancellationTokenSource? _stopping;
    private ProbeOptions _options = new();
    private int _running;
    private bool _isDisposed;

    /// <summary>Takes changed options over: begins to probe, goes on, or stops.</summary>
    /// <param name="options">How to probe.</param>
    public void Configure(ProbeOptions options)
    {
        lock (_changing)
        {
            if (_isDisposed)
            {
                return;
            }

            var hasTickChanged = TickOf(options) != TickOf(_options);
            _options = options;
            if (_stopping is not null && (!options.Enabled || hasTickChanged))
            {
                Stop();
            }

            if (options.Enabled && _stopping is null)
            {
                foreach (var endpoint in rotation.Current.All)
                {
                    endpoint.Health.Probes.NextAt = ProbeRecord.Unplanned;
                }

                _stopping = new CancellationTokenSource();
                _ = RunAsync(TickOf(options), _stopping.Token);
            }

            rotation.SetProbed(options.Enabled);
        }
    }

    /// <summary>Starts the probes that are due.</summary>
    /// <param name="cancellationToken">Ends them.</param>
    public void Tick(CancellationToken cancellationToken)
    {
        var options = Volatile.Read(ref _options);
        var now = timeProvider.GetTimestamp();
        foreach (var endpoint in rotation.Current.All)
        {
            var record = endpoint.Health.Probes;
            if (record.NextAt == ProbeRecord.Unplanned)
            {
                record.NextAt = now + (long)(TicksOf(options.Interval) * random.NextDouble());
            }

            if (record.IsRunning || !IsDue(endpoint, now) || Volatile.Read(ref _running) >= MostAtOnce)
            {
                continue;
            }

            record.IsRunning = true;
            record.LastAt = now;
            record.NextAt = now + (long)(TicksOf(options.Interval) * (0.9 + (0.2 * random.NextDouble())));
            Interlocked.Increment(ref _running);
            _ = ProbeAsync(endpoint, options, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_changing)
        {
            _isDisposed = true;
            Stop();
        }
    }

    // An endpoint that calls sent away is asked as soon as its time is over.
    private static bool IsDue(Endpoint endpoint, long now) => now >= endpoint.Health.Probes.NextAt
        || (endpoint.State == EndpointState.Ejected && now >= endpoint.Health.BannedUntil && endpoint.Health.Probes.LastAt < endpoint.Health.BannedUntil);

    private static TimeSpan TickOf(ProbeOptions options) =>
        TimeSpan.FromTicks(Math.Min(LongestTick.Ticks, options.Interval.Ticks / 10));

    private long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * timeProvider.TimestampFrequency);

    private void Stop()
    {
        _stopping?.Cancel();
        _stopping?.Dispose();
        _stopping = null;
    }

    private async Task RunAsync(TimeSpan tick, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(tick, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                Tick(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The probes are switched off, or the client has gone.
        }
    }

    private async Task ProbeAsync(Endpoint endpoint, ProbeOptions options, CancellationToken cancellationToken)
    {
        string? failure = null;
        var isSent = true;
        using var limit = new CancellationTokenSource(options.Timeout, timeProvider);
        using var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
        try
        {
            failure = await AskAsync(endpoint, options, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            failure = string.Create(CultureInfo.InvariantCulture, $"was not answered within {options.Timeout.TotalSeconds:0.###} s");
        }
        catch (ProbeNotSentException exception)
        {
            // It says nothing of the endpoint, and would be held against all of them at once.
            isSent = false;
            if (!cancellationToken.IsCancellationRequested)
            {
                Log.NotSent(logger, metrics.Contract, endpoint.Address, exception.Message);
            }
        }
#pragma warning disable CA1031 // Whatever goes wrong on the way to an endpoint, its probe has failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = $"failed: {exception.GetBaseException().Message.TrimEnd('.')}";
        }

        Interlocked.Decrement(ref _running);
        endpoint.Health.Probes.IsRunning = false;
        if (isSent && !cancellationToken.IsCancellationRequested)
        {
            End(endpoint, failure, options);
        }
    }

    private async ValueTask<string?> AskAsync(Endpoint endpoint, ProbeOptions options, CancellationToken cancellationToken)
    {
        if (endpoint.Transport is IEndpointPing ping)
        {
            await ping.PingAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }

        return await http!.AskAsync(endpoint, options, cancellationToken).ConfigureAwait(false);
    }

    private void End(Endpoint endpoint, string? failure, ProbeOptions options)
    {
        if (endpoint.Health.IsRetired)
        {
            return;
        }

        metrics.Probed(endpoint, failure is null);
        switch (rotation.EndProbe(endpoint, failure, options, timeProvider.GetTimestamp()))
        {
            case ProbeEffect.Ejected:
                metrics.Ejected(endpoint);
                Log.Out(logger, metrics.Contract, endpoint.Address, failure!);
                break;
            case ProbeEffect.Returned:
                Log.In(logger, metrics.Contract, endpoint.Address);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(51, LogLevel.Warning, "Client '{Contract}': endpoint '{Endpoint}' takes no calls, because its probe {Failure}.")]
        public static partial void Out(ILogger logger, string contract, Uri endpoint, string failure);

        [LoggerMessage(52, LogLevel.Information, "Client '{Contract}': endpoint '{Endpoint}' passes its probes and takes calls.")]
        public static partial void In(ILogger logger, string contract, Uri endpoint);

        [LoggerMessage(53, LogLevel.Warning, "Client '{Contract}': endpoint '{Endpoint}' is not probed, because there is no bearer token: {Reason}")]
        public static partial void NotSent(ILogger logger, string contract, Uri endpoint, string reason);
    }
}
