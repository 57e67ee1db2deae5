using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>What a client says first.</summary>
/// <param name="MaxReplyBytes">The longest reply that it takes.</param>
/// <param name="ContractHash">The hash of its contract.</param>
/// <param name="Contract">The name of its contract.</param>
/// <param name="Token">What proves who it is; empty where nothing does.</param>
/// <param name="Operations">The hashes and signatures of its operations, so that a difference can be named.</param>
internal sealed record Hello(int MaxReplyBytes, ulong ContractHash, string Contract, string Token, IReadOnlyList<KeyValuePair<uint, string>> Operations)
{
    /// <summary>The version of the protocol.</summary>
    public const byte Version = 1;

    /// <summary>The longest payload of a handshake.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The longest token.</summary>
    public const int MaxTokenBytes = 16 * 1024;

    private const uint Magic = 0x424C5352;

    /// <summary>Says what a client of a contract says.</summary>
    public static Hello Of(BalancedContract contract, int maxReplyBytes, string? token) => new(
        maxReplyBytes,
        Wire.ContractHash.OfContract(contract.Operations),
        contract.Name,
        token ?? "",
        [.. contract.Operations.Select(static operation => KeyValuePair.Create(operation.MethodHash, operation.Signature))]);

    /// <summary>Reads it.</summary>
    /// <exception cref="FrameException">It cannot be read.</exception>
    public static Hello Read(ReadOnlySpan<byte> payload)
    {
        var reader = new HandshakeReader(payload);
        if (reader.Number32() != Magic)
        {
            throw new FrameException("What connected is no Resile client.");
        }

        if (reader.Byte() is var version and not Version)
        {
            throw new FrameException($"The client speaks version {version} of the protocol, and the server version {Version}. Update the older of the two.");
        }

        var (maxReplyBytes, hash, contract, token) = (reader.Number32(), reader.Number64(), reader.Text(), reader.Text());
        var operations = new KeyValuePair<uint, string>[reader.Count(sizeof(uint) + sizeof(ushort))];
        for (var index = 0; index < operations.Length; index++)
        {
            operations[index] = KeyValuePair.Create(reader.Number32(), reader.Text());
        }

        return new((int)Math.Min(maxReplyBytes, int.MaxValue), hash, contract, token, operations);
    }

    /// <summary>Writes its payload.</summary>
    public void Write(FrameBuffer buffer)
    {
        var writer = new HandshakeWriter(buffer);
        writer.Number32(Magic);
        writer.Byte(Version);
        writer.Number32((uint)MaxReplyBytes);
        writer.Number64(ContractHash);
        writer.Text(Contract);
        writer.Text(Token);
        writer.Number16(Operations.Count);
        foreach (var (hash, signature) in Operations)
        {
            writer.Number32(hash);
            writer.Text(signature);
        }
    }
}
