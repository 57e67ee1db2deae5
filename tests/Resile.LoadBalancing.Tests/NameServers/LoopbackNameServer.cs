using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Resile.LoadBalancing.Tests.NameServers;

/// <summary>A name server on the loopback that answers over UDP what a test says.</summary>
internal sealed class LoopbackNameServer : IAsyncDisposable
{
    public const ushort A = 1;
    public const ushort Aaaa = 28;
    public const ushort Srv = 33;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public LoopbackNameServer() => _loop = RunAsync();

    /// <summary>A record of an answer; its data as they travel.</summary>
    public sealed record Record(string Name, ushort Type, uint TimeToLive, byte[] Data);

    /// <summary>An answer; null sends none.</summary>
    public sealed record Answer(int Code, Record[] Records, Record[] Additional);

    public string Address => $"127.0.0.1:{((IPEndPoint)_socket.Client.LocalEndPoint!).Port}";

    /// <summary>Gets or sets what is answered; names end in a dot.</summary>
    public Func<string, ushort, Answer?> Script { get; set; } = static (_, _) => NoSuchName;

    public ConcurrentQueue<(string Name, ushort Type)> Questions { get; } = new();

    public static Answer NoSuchName => new(3, [], []);

    public static Answer ServerFailure => new(2, [], []);

    public static Answer Of(params Record[] records) => new(0, records, []);

    public static Record Host(string name, string address, uint timeToLive = 60) => new(name,
        IPAddress.Parse(address).AddressFamily == AddressFamily.InterNetwork ? A : Aaaa, timeToLive, IPAddress.Parse(address).GetAddressBytes());

    public static Record Service(string name, ushort priority, ushort weight, ushort port, string target, uint timeToLive = 60)
    {
        var head = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(head, priority);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), weight);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), port);
        return new(name, Srv, timeToLive, [.. head, .. Name(target)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync(_stopping.Token);
                var (name, type, end) = Question(query.Buffer);
                Questions.Enqueue((name, type));
                if (Script(name, type) is { } answer)
                {
                    await _socket.SendAsync(Message(query.Buffer[..2], query.Buffer[12..end], answer), query.RemoteEndPoint, _stopping.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static (string Name, ushort Type, int End) Question(byte[] query)
    {
        var (name, at) = (new StringBuilder(), 12);
        while (query[at] != 0)
        {
            name.Append(Encoding.ASCII.GetString(query, at + 1, query[at])).Append('.');
            at += query[at] + 1;
        }

        return (name.ToString(), BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 1)), at + 5);
    }

    private static byte[] Message(byte[] id, byte[] question, Answer answer)
    {
        var message = new List<byte>([.. id, 0x84, (byte)(0x80 | answer.Code), 0, 1, 0, (byte)answer.Records.Length, 0, 0, 0, (byte)answer.Additional.Length, .. question]);
        foreach (var record in answer.Records.Concat(answer.Additional))
        {
            var head = new byte[10];
            BinaryPrimitives.WriteUInt16BigEndian(head, record.Type);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), 1);
            BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), record.TimeToLive);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(8), (ushort)record.Data.Length);
            message.AddRange([.. Name(record.Name), .. head, .. record.Data]);
        }

        return [.. message];
    }

    private static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(static label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}
