namespace Resile.LoadBalancing.Wire;

/// <summary>Thrown where a server refuses a connection or a session: the client is not let in, or the two were built from different contracts.</summary>
internal sealed class HandshakeRefusedException(string message) : IOException(message);
