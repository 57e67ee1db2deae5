using System.Globalization;
using System.Text.Json;

namespace Resile.LoadBalancing;

/// <summary>The values of a client's options, ready for use. They never change: a reload puts new ones in their place.</summary>
internal sealed class ClientSettings
{
    private readonly TimeSpan[] _deadlines;
    private readonly string[] _deadlineTexts;
    private readonly double[] _extraLoads;

    /// <summary>Takes the values of validated options over.</summary>
    /// <param name="options">The options.</param>
    /// <param name="contract">The client's contract.</param>
    /// <param name="json">How payloads are written and read; null takes it from the options, and freezes it.</param>
    public ClientSettings(LoadBalancedOptions options, BalancedContract contract, JsonSerializerOptions? json = null)
    {
        Service = options.Service;
        Policy = options.Policy;
        AttemptTimeout = options.AttemptTimeout;
        Retry = options.Retry.Clone();
        HttpVersion = options.Http.Version;
        HttpVersionPolicy = options.Http.VersionPolicy;
        Streams = options.Streams.Clone();
        MaxReplyBytes = options.MaxReplyBytes;
        MaxErrorBodyBytes = options.MaxErrorBodyBytes;
        MaxInFlight = contract.Transport == Transport.Udp ? options.Udp.MaxInFlight : options.Tcp.MaxInFlight;
        Json = json ?? JsonDefaults.Freeze(options.Json);
        _deadlines = [.. contract.Operations.Select(operation => DeadlineFor(operation, options))];
        _extraLoads = [.. contract.Operations.Select(operation => ExtraLoadFor(operation, options))];
        _deadlineTexts = [.. _deadlines.Select(static deadline => TextOf(deadline))];
    }

    public string Service { get; }

    public string Policy { get; }

    public TimeSpan? AttemptTimeout { get; }

    public RetryOptions Retry { get; }

    public Version HttpVersion { get; }

    public HttpVersionPolicy HttpVersionPolicy { get; }

    public StreamOptions Streams { get; }

    public int MaxReplyBytes { get; }

    public int MaxErrorBodyBytes { get; }

    /// <summary>Gets the most calls that may wait for one endpoint at a time, where they share a connection or a session.</summary>
    public int MaxInFlight { get; }

    public JsonSerializerOptions Json { get; }

    /// <summary>Gets the time that a call of an operation has in all.</summary>
    public TimeSpan DeadlineOf(BalancedOperation operation) => _deadlines[operation.Index];

    /// <summary>Gets that time as <see cref="WireHeaders.Deadline"/> carries it.</summary>
    public string DeadlineTextOf(BalancedOperation operation) => _deadlineTexts[operation.Index];

    /// <summary>Gets the share of the calls of an operation that may be sent twice.</summary>
    public double MaxExtraLoadOf(BalancedOperation operation) => _extraLoads[operation.Index];

    /// <summary>Writes a time as <see cref="WireHeaders.Deadline"/> carries it.</summary>
    public static string TextOf(TimeSpan time) => ((long)Math.Max(0, time.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);

    private static TimeSpan DeadlineFor(BalancedOperation operation, LoadBalancedOptions options) =>
        options.Operations.TryGetValue(operation.Name, out var own) && own.Deadline is { } deadline
            ? deadline
            : operation.Deadline ?? options.Deadline;

    private static double ExtraLoadFor(BalancedOperation operation, LoadBalancedOptions options) =>
        options.Operations.TryGetValue(operation.Name, out var own) && own.MaxExtraLoad is { } share ? share : operation.MaxExtraLoad;
}
