using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>A server that answers with bytes, so that it can misbehave as no framework would.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    /// <summary>The answer of a server that closes the connection instead.</summary>
    public const string Nothing = "";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<int, string> _answer;
    private readonly Task _accepting;
    private int _connections;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Gives the answer to each request, by its number: 1, 2 and so on; the connection stays open after it, unless it says close.</param>
    public RawServer(Func<int, string> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = $"http://{_listener.LocalEndpoint}";
        _accepting = AcceptAsync();
    }

    public string Address { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Gets the heads of the requests that arrived.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static string Json(string status, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                connections.Add(ServeAsync(client));
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            while (await ReadHeadAsync(stream) is { } head)
            {
                Requests.Enqueue(head);
                var answer = _answer(Requests.Count);
                if (answer == Nothing)
                {
                    return;
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stopping.Token);
                if (answer.Contains("Connection: close", StringComparison.Ordinal))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone, or the test is over.
        }
    }

    // Reads a request with its body, and returns its head.
    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        var head = text.ToString();
        var length = head.Split("\r\n").FirstOrDefault(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        await stream.ReadExactlyAsync(new byte[length is null ? 0 : int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)], _stopping.Token);
        return head;
    }
}
