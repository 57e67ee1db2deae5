using System.Buffers;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>What a client says of itself when it connects; its signatures would fill many datagrams, so it sends their hashes.</summary>
/// <param name="ContractHash">The hash of its contract.</param>
/// <param name="Contract">The name of its contract.</param>
/// <param name="Methods">The hashes of its operations, as far as there is room; the call of another one is refused by itself.</param>
internal sealed record UdpGreeting(ulong ContractHash, string Contract, IReadOnlyList<uint> Methods)
{
    private const int MostMethods = 250;

    /// <summary>Says what a client of a contract says.</summary>
    public static UdpGreeting Of(BalancedContract contract) => new(
        Wire.ContractHash.OfContract(contract.Operations),
        contract.Name,
        [.. contract.Operations.Select(static operation => operation.MethodHash).Take(MostMethods)]);

    /// <summary>Reads it.</summary>
    /// <exception cref="FrameException">It cannot be read.</exception>
    public static UdpGreeting Read(ReadOnlySpan<byte> content)
    {
        var reader = new HandshakeReader(content);
        var (hash, contract) = (reader.Number64(), reader.Text());
        var methods = new uint[Math.Min(reader.Count(sizeof(uint)), MostMethods)];
        for (var index = 0; index < methods.Length; index++)
        {
            methods[index] = reader.Number32();
        }

        return new(hash, contract, methods);
    }

    /// <summary>Writes it; what is left of the room stays as it is.</summary>
    /// <exception cref="FrameException">The room is too small, because of the contract's name.</exception>
    public void Write(Span<byte> room)
    {
        var buffer = new ArrayBufferWriter<byte>(Datagram.MaxBytes);
        var writer = new HandshakeWriter(buffer);
        writer.Number64(ContractHash);
        writer.Text(Contract);
        writer.Number16(Methods.Count);
        foreach (var method in Methods)
        {
            writer.Number32(method);
        }

        if (!buffer.WrittenSpan.TryCopyTo(room))
        {
            throw new FrameException($"The name of the contract '{Contract[..20]}...' is too long to be sent in a datagram. Give the interface a shorter one.");
        }
    }
}
