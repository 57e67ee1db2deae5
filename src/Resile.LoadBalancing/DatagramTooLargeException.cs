namespace Resile.LoadBalancing;

/// <summary>Thrown where the arguments of a call that travels over UDP do not fit into a datagram. Nothing was sent.</summary>
public sealed class DatagramTooLargeException : RemoteCallException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="facts">Which call it speaks of.</param>
    /// <param name="length">The bytes of the arguments, as JSON.</param>
    public DatagramTooLargeException(RemoteCallFacts facts, int length)
        : base(facts, $"{facts}: the arguments take {length} bytes as JSON, and a datagram carries {Udp.Datagram.MaxPayload}. Nothing was sent. "
            + "Send less, or let the contract travel over TCP (Transport.Tcp).") => Length = length;

    /// <summary>Gets the bytes of the arguments, as JSON.</summary>
    public int Length { get; }
}
