using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>The server's part of a handshake: TLS, the client's greeting, its token and its contract, within a time.</summary>
internal sealed partial class TcpHandshake(TcpServer server)
{
    private const int BufferSize = 16 * 1024;

    private readonly byte[][] _tokens = [.. server.Options.Tokens.Select(HashOf)];

    /// <summary>Takes a connection in.</summary>
    /// <returns>Null where the client has gone before it greeted.</returns>
    /// <exception cref="FrameException">The client is refused, and has been told why.</exception>
    public async Task<TcpServerConnection?> GreetAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(server.Options.HandshakeTimeout, server.TimeProvider);
        using var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        TcpServerConnection? connection = null;
        try
        {
            if (server.Options.Tls is { } tls)
            {
                var secure = new SslStream(stream, leaveInnerStreamOpen: false);
                stream = secure;
                await secure.AuthenticateAsServerAsync(tls, limit.Token).ConfigureAwait(false);
            }

            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
            if (await ReadAsync(reader, limit.Token).ConfigureAwait(false) is not { } hello)
            {
                return null;
            }

            if (await ObjectionAsync(hello, limit.Token).ConfigureAwait(false) is not { } objection)
            {
                return connection = new TcpServerConnection(server, stream, reader, hello.MaxReplyBytes);
            }

            using var buffer = FrameBuffer.OfError(objection.Status, objection.Text);
            await stream.WriteAsync(buffer.Frame(FrameHeader.Of(FrameKind.GoAway)).ToArray(), limit.Token).ConfigureAwait(false);
            throw new FrameException(objection.Text);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FrameException($"It did not greet within {server.Options.HandshakeTimeout}.");
        }
        finally
        {
            if (connection is null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<Hello?> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (FrameReader.TryRead(ref buffer, Hello.MaxBytes, out var header, out var payload))
            {
                var hello = header.Kind == FrameKind.Hello
                    ? Hello.Read(System.Buffers.BuffersExtensions.ToArray(payload))
                    : throw new FrameException("It did not greet first.");
                reader.AdvanceTo(buffer.Start);
                return hello;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    // The token comes first: whoever has none learns nothing of the contract.
    private async ValueTask<WireError?> ObjectionAsync(Hello hello, CancellationToken cancellationToken)
    {
        try
        {
            return await IsKnownAsync(hello.Token, cancellationToken).ConfigureAwait(false)
                ? server.Contract.Differences(hello.Contract, hello.ContractHash, hello.Operations)
                : new WireError((int)HttpStatusCode.Unauthorized, "The token is missing or wrong. Set the client's Tcp:Token.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.CannotJudge(server.Logger, exception, server.Contract.Name);
            return new WireError((int)HttpStatusCode.ServiceUnavailable, "The server cannot find out at present who may call.");
        }
    }

    private async ValueTask<bool> IsKnownAsync(string token, CancellationToken cancellationToken)
    {
        if (server.Options.Authenticate is { } authenticate)
        {
            return await authenticate(token, cancellationToken).ConfigureAwait(false);
        }

        if (_tokens.Length == 0)
        {
            return true;
        }

        var hash = HashOf(token);
        var isKnown = false;
        foreach (var known in _tokens)
        {
            // All are compared, each in a time that tells nothing; hashes have one length, whatever that of the tokens is.
            isKnown |= CryptographicOperations.FixedTimeEquals(known, hash);
        }

        return isKnown;
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static partial class Log
    {
        [LoggerMessage(57, LogLevel.Error, "{Contract}: a connection is refused, because Authenticate failed.")]
        public static partial void CannotJudge(ILogger logger, Exception exception, string contract);
    }
}
