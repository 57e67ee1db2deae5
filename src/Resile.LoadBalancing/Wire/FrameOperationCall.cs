using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Hosting;

namespace Resile.LoadBalancing.Wire;

/// <summary>A call that has arrived in a frame. Transports say where its answer goes.</summary>
internal abstract partial class FrameOperationCall : OperationCall, IThreadPoolWorkItem, IDisposable
{
    private readonly IFrameServer _server;
    private readonly ServedOperation _operation;
    private readonly CallScope _scope;
    private readonly long _startedAt;
    private JsonReaderState _state = new(default);
    private int _position;
    private bool _hasBegun;
    private bool _isAnswered;
    private bool _isNotBegun;

    /// <summary>Begins with a call that has just arrived; the arguments are still to be copied.</summary>
    protected FrameOperationCall(IFrameServer server, ServedOperation operation, FrameHeader header)
    {
        _server = server;
        _operation = operation;
        Id = header.CallId;
        _startedAt = server.TimeProvider.GetTimestamp();
        var time = TimeSpan.FromMilliseconds(Math.Min(header.Second, int.MaxValue));
        _scope = new CallScope(time, header.Generation, server.TimeProvider, CancellationToken.None);
    }

    /// <summary>Gets its number among the calls of its client.</summary>
    public ulong Id { get; }

    /// <inheritdoc/>
    public override CancellationToken CancellationToken => _scope.Token;

    /// <inheritdoc/>
    public override CallScope? Scope => _scope;

    /// <summary>Gets the arguments.</summary>
    protected FrameBuffer Arguments { get; } = new();

    /// <summary>Gets the longest reply that can be sent.</summary>
    protected abstract int MaxReplyBytes { get; }

    /// <summary>Ends the work, because the caller has gone.</summary>
    public void Cancel()
    {
        try
        {
            _scope.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended at the same moment.
        }
        catch (AggregateException exception)
        {
            Log.Failed(_server.Logger, exception, _server.Contract.Name, _operation.Operation.Name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scope.Dispose();
        Arguments.Dispose();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    /// <inheritdoc/>
    public override ValueTask ReplyAsync<T>(T reply)
    {
        using var buffer = new FrameBuffer();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(writer, reply, _server.Json.TypeInfoOf<T>());
        }

        if (buffer.PayloadLength > MaxReplyBytes)
        {
            return RefuseTooLongAsync(buffer.PayloadLength);
        }

        Answer(FrameKind.Reply, buffer);
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask ReplyAsync()
    {
        using var buffer = new FrameBuffer();
        Answer(FrameKind.Reply, buffer);
        return default;
    }

    /// <summary>Gets how replies are written.</summary>
    protected JsonSerializerOptions Json => _server.Json;

    /// <summary>Answers that a reply, or an item of one, cannot be sent.</summary>
    protected ValueTask RefuseTooLongAsync(int bytes)
    {
        Log.TooLong(_server.Logger, _server.Contract.Name, _operation.Operation.Name, bytes, MaxReplyBytes);
        var (status, detail) = TooLong(bytes);
        return RefuseAsync(status, detail);
    }

    /// <summary>Sends the answer.</summary>
    protected abstract void Send(FrameHeader header, FrameBuffer buffer);

    /// <summary>Tells whoever keeps it that it has ended, and may be disposed of.</summary>
    protected abstract void End();

    /// <summary>Says what its caller learns where a reply cannot be sent.</summary>
    protected abstract (HttpStatusCode Status, string Detail) TooLong(int bytes);

    /// <inheritdoc/>
    protected override T? ReadArgument<T>(string name)
        where T : default
    {
        try
        {
            var reader = new Utf8JsonReader(Arguments.Payload.Span[_position..], isFinalBlock: true, _state);
            if (!_hasBegun)
            {
                _hasBegun = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            }

            if (!_hasBegun || !reader.Read() || reader.TokenType == JsonTokenType.EndArray)
            {
                throw new CallRefusedException(HttpStatusCode.BadRequest, $"The argument '{name}' is missing.");
            }

            var value = JsonSerializer.Deserialize(ref reader, _server.Json.TypeInfoOf<T>());
            _position += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            return value;
        }
        catch (JsonException exception)
        {
            throw new CallRefusedException(HttpStatusCode.BadRequest, $"The argument '{name}' is no JSON of a {typeof(T).Name}: see '{exception.Path ?? "$"}'.");
        }
    }

    /// <inheritdoc/>
    protected override string? ReadRoute(string name) => throw NoPlace();

    /// <inheritdoc/>
    protected override string?[] ReadQuery(string name) => throw NoPlace();

    /// <inheritdoc/>
    protected override string? ReadHeader(string name) => throw NoPlace();

    /// <inheritdoc/>
    protected override ValueTask<T?> ReadBodyAsync<T>()
        where T : default => throw NoPlace();

    /// <inheritdoc/>
    protected internal override ValueTask RefuseAsync(HttpStatusCode status, string detail)
    {
        using var buffer = FrameBuffer.OfError((int)status, detail);
        Answer(_isNotBegun ? FrameKind.NotProcessed : FrameKind.Error, buffer);
        return default;
    }

    /// <inheritdoc/>
    protected internal override (HttpStatusCode Status, string Detail) OnFailed(BalancedOperation operation, Exception exception)
    {
        if (exception is ResileException { NotBegunIn: { } component })
        {
            // The call was not made: another replica may be able to. Of another component's exception nobody knows what came before it.
            _isNotBegun = component == _server.Contract.Name;
            Log.Unavailable(_server.Logger, _server.Contract.Name, operation.Name, exception.Message);
            return (HttpStatusCode.ServiceUnavailable, "The component behind this operation is being restarted.");
        }

        Log.Failed(_server.Logger, exception, _server.Contract.Name, operation.Name);
        return base.OnFailed(operation, exception);
    }

    private static NotSupportedException NoPlace() => new("A frame has no path, query, headers or body: build the contract for its transport.");

    private async Task RunAsync()
    {
        try
        {
            var scope = _server.Services.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await _operation.InvokeAsync(scope.ServiceProvider, this).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // The answer has been given; what the disposal of the scope throws is for the log.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(_server.Logger, exception, _server.Contract.Name, _operation.Operation.Name);
        }
        finally
        {
            End();
        }
    }

    private void Answer(FrameKind kind, FrameBuffer buffer)
    {
        if (!_isAnswered)
        {
            _isAnswered = true;
            var microseconds = (uint)Math.Min(uint.MaxValue, _server.TimeProvider.GetElapsedTime(_startedAt).TotalMicroseconds);
            Send(new(0, kind, 0, Id, (uint)Math.Max(0, _server.InFlight - 1), microseconds), buffer);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(61, LogLevel.Error, "{Contract}.{Operation} failed; its caller got a bare 500.")]
        public static partial void Failed(ILogger logger, Exception exception, string contract, string operation);

        [LoggerMessage(63, LogLevel.Warning, "{Contract}.{Operation} was answered with 503: {Reason}")]
        public static partial void Unavailable(ILogger logger, string contract, string operation, string reason);

        [LoggerMessage(62, LogLevel.Error, "{Contract}.{Operation} replied with {Bytes} bytes, but its client takes {Limit}.")]
        public static partial void TooLong(ILogger logger, string contract, string operation, int bytes, int limit);
    }
}
