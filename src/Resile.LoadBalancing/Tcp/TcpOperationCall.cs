using System.Buffers;
using System.Net;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>A call that has arrived on a connection.</summary>
internal sealed partial class TcpOperationCall : FrameOperationCall
{
    private readonly TcpServerConnection _connection;

    public TcpOperationCall(TcpServer server, TcpServerConnection connection, ServedOperation operation, FrameHeader header, in ReadOnlySequence<byte> payload)
        : base(server, operation, header, isTimed: false)
    {
        _connection = connection;
        Arguments.Copy(payload);
    }

    /// <inheritdoc/>
    protected override int MaxReplyBytes => _connection.MaxReplyBytes;

    /// <inheritdoc/>
    protected override void Send(FrameHeader header, FrameBuffer buffer) => _connection.Send(buffer.Frame(header));

    /// <inheritdoc/>
    protected override void End() => _connection.End(this);

    /// <inheritdoc/>
    protected override (HttpStatusCode Status, string Detail) TooLong(int bytes) =>
        (HttpStatusCode.InternalServerError, $"The reply has {bytes} bytes; the client takes {MaxReplyBytes} (MaxReplyBytes).");
}
