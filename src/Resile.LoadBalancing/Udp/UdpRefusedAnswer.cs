using System.Buffers;
using System.Net;
using System.Text.Unicode;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>The datagram by which a server says why it begins no session. It proves nothing: whoever reads along can forge it.</summary>
/// <param name="Status">A status, as HTTP has them.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="Methods">The hashes of the client's operations that are not offered, if that is what is wrong.</param>
internal sealed record UdpRefusedAnswer(HttpStatusCode Status, string Text, IReadOnlyList<uint> Methods)
{
    /// <summary>The longest such datagram.</summary>
    public const int MaxBytes = Datagram.HeadBytes + Datagram.SaltBytes + (3 * sizeof(ushort)) + LongestText + (MostMethods * sizeof(uint));

    private const int LongestText = 174;
    private const int MostMethods = 100;

    /// <summary>Writes it.</summary>
    public byte[] Write(ReadOnlySpan<byte> clientSalt, byte keyId)
    {
        var buffer = new ArrayBufferWriter<byte>(Datagram.MaxBytes);
        Datagram.WriteHead(buffer.GetSpan(Datagram.HeadBytes), DatagramKind.Refused, keyId);
        buffer.Advance(Datagram.HeadBytes);
        buffer.Write(clientSalt);
        var writer = new HandshakeWriter(buffer);
        writer.Number16((int)Status);
        Span<byte> text = stackalloc byte[LongestText];
        Utf8.FromUtf16(Text, text, out _, out var length);
        writer.Number16(length);
        buffer.Write(text[..length]);
        var methods = Methods.Take(MostMethods).ToArray();
        writer.Number16(methods.Length);
        foreach (var method in methods)
        {
            writer.Number32(method);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="FrameException">It cannot be read.</exception>
    public static UdpRefusedAnswer Read(ReadOnlySpan<byte> datagram)
    {
        var reader = new HandshakeReader(datagram[(Datagram.HeadBytes + Datagram.SaltBytes)..]);
        var (status, text) = ((HttpStatusCode)reader.Number16(), reader.Text());
        var methods = new uint[Math.Min(reader.Count(sizeof(uint)), MostMethods)];
        for (var index = 0; index < methods.Length; index++)
        {
            methods[index] = reader.Number32();
        }

        return new(status, text, methods);
    }

    /// <summary>Says it to a person, who knows the operations by their signatures.</summary>
    public string Describe(BalancedContract contract)
    {
        var unknown = contract.Operations.Where(operation => Methods.Contains(operation.MethodHash)).Select(static operation => $"'{operation.Signature}'").ToArray();
        return unknown.Length == 0 ? Text : $"{Text} The server does not offer {string.Join(", ", unknown)} in this shape; build both sides from the same contract.";
    }
}
