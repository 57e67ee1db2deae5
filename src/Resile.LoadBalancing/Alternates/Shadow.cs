using System.Text.Json;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Alternates;

/// <summary>Decides which calls are copied, and compares the answers. Safe for threads.</summary>
internal sealed partial class Shadow(Balancer balancer, ShadowOptions options, RandomSource random, ClientMetrics metrics, ILogger logger)
{
    private int _inFlight;
    private long _same;
    private long _different;
    private long _failed;
    private long _skipped;

    /// <summary>Gets what picks its endpoints.</summary>
    public Balancer Balancer { get; } = balancer;

    /// <summary>Takes over what has become of the copies so far, where only values have changed.</summary>
    public Shadow After(Shadow? former)
    {
        if (former?.Balancer == Balancer)
        {
            (_same, _different, _failed, _skipped) = (Volatile.Read(ref former._same), Volatile.Read(ref former._different),
                Volatile.Read(ref former._failed), Volatile.Read(ref former._skipped));
        }

        return this;
    }

    /// <summary>Shows what has become of the copies.</summary>
    public ShadowSnapshot Snapshot(IReadOnlyList<EndpointSnapshot> endpoints) => new(
        options.Service, options.Share, Volatile.Read(ref _same), Volatile.Read(ref _different), Volatile.Read(ref _failed), Volatile.Read(ref _skipped), endpoints);

    /// <summary>Decides whether a call is copied; whoever is told so ends the copy with <see cref="End"/>.</summary>
    public bool Takes(BalancedOperation operation)
    {
        if (operation.HasStream || random.NextDouble() >= options.Share)
        {
            return false;
        }

        if (Interlocked.Increment(ref _inFlight) <= options.MaxInFlight)
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        Interlocked.Increment(ref _skipped);
        metrics.Copied(operation.Name, "skipped");
        return false;
    }

    /// <summary>Ends a copy, after the call itself.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="json">How replies are written.</param>
    /// <param name="copy">How the copy ended; null where it could not be made.</param>
    /// <param name="hasReply">Whether the call itself was answered; else there is nothing to compare.</param>
    /// <param name="reply">Its answer.</param>
    public void End<TReply>(BalancedOperation operation, JsonSerializerOptions json, Attempt<TReply>? copy, bool hasReply, TReply? reply)
    {
        Interlocked.Decrement(ref _inFlight);
        if (copy is not { Error: null } answered)
        {
            Interlocked.Increment(ref _failed);
            metrics.Copied(operation.Name, "failed");
            Tell(new(operation.Name, ForPeople(reply), null, (Exception?)copy?.Error ?? new InvalidOperationException("The copy could not be sent."), IsSame: false));
        }
        else if (hasReply)
        {
            Compare(operation, json, reply, answered);
        }
    }

    private void Compare<TReply>(BalancedOperation operation, JsonSerializerOptions json, TReply? reply, Attempt<TReply> copy)
    {
        var isSame = false;
        Exception? error = null;
        try
        {
            isSame = IsSame(json, reply, copy.Reply);
        }
#pragma warning disable CA1031 // What can be read need not be writable, and converters are anybody's code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception;
            Log.NotComparable(logger, exception, metrics.Contract, operation.Name);
        }

        Interlocked.Increment(ref isSame ? ref _same : ref _different);
        metrics.Copied(operation.Name, isSame ? "same" : "different");
        if (!isSame && error is null)
        {
            Log.Differs(logger, metrics.Contract, operation.Name, copy.Endpoint!.Address);
        }

        Tell(new(operation.Name, ForPeople(reply), ForPeople(copy.Reply), error, isSame));
    }

    private static object? ForPeople<TReply>(TReply? reply) => typeof(TReply) == typeof(NoReply) ? null : reply is IComparedReply<TReply> own ? own.Shown : reply;

    private static bool IsSame<TReply>(JsonSerializerOptions json, TReply? reply, TReply? copy)
    {
        if (typeof(TReply) == typeof(NoReply))
        {
            return true;
        }

        if (reply is IComparedReply<TReply> own)
        {
            return copy is not null && own.IsSame(copy, json);
        }

        var type = json.TypeInfoOf<TReply>();
        return JsonSerializer.SerializeToUtf8Bytes(reply!, type).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(copy!, type));
    }

    private void Tell(ShadowComparison comparison)
    {
        try
        {
            options.Observers.ForEach(observe => observe(comparison));
        }
#pragma warning disable CA1031 // Nobody's call depends on what an observer does.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ObserverFailed(logger, exception, metrics.Contract, comparison.Operation);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(43, LogLevel.Information, "{Contract}.{Operation}: the copy that went to '{Endpoint}' was answered otherwise than the call.")]
        public static partial void Differs(ILogger logger, string contract, string operation, Uri endpoint);

        [LoggerMessage(45, LogLevel.Error, "{Contract}.{Operation}: the answers of the call and of its copy cannot be compared as JSON, so they count as different.")]
        public static partial void NotComparable(ILogger logger, Exception exception, string contract, string operation);

        [LoggerMessage(44, LogLevel.Error, "{Contract}.{Operation}: an observer of copied calls failed.")]
        public static partial void ObserverFailed(ILogger logger, Exception exception, string contract, string operation);
    }
}
