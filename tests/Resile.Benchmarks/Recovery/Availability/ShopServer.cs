using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>Serves a shop on a port, a connection for each request: a byte that says what to break, and a number; the answer is a number. What fails is not answered.</summary>
internal sealed class ShopServer(IShop shop, ShopPort port) : BackgroundService
{
    /// <summary>How many bytes a request has.</summary>
    public const int RequestBytes = 1 + sizeof(int);

    // No client waits for so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private TcpListener? _listener;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new TcpListener(IPAddress.Loopback, port.Number);
        _listener.Start(backlog: 512);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _listener?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener!.AcceptTcpClientAsync(stoppingToken).ConfigureAwait(false), stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            _listener!.Stop();
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = new byte[RequestBytes];
                await stream.ReadExactlyAsync(request, cancellationToken).ConfigureAwait(false);
                var number = await AnswerAsync((Fault)request[0], BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(1)), cancellationToken).ConfigureAwait(false);
                var answer = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(answer, number);
                await stream.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The client sees the end of the connection, and counts it.
            }
        }
    }

    private async Task<int> AnswerAsync(Fault fault, int number, CancellationToken cancellationToken)
    {
        if (fault == Fault.None)
        {
            return await shop.QuoteAsync(number, CancellationToken.None).AsTask().WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }

        await shop.BreakAsync(fault, CancellationToken.None).AsTask().WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
