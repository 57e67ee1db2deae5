namespace Resile.LoadBalancing.Wire;

/// <summary>Thrown where what arrives on a connection breaks the protocol. The connection cannot be used any more.</summary>
internal sealed class FrameException(string message) : IOException(message);
