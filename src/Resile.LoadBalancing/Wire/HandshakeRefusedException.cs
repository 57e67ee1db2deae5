namespace Resile.LoadBalancing.Wire;

/// <summary>Thrown where a server refuses a connection: the client is not let in, or the two were built from different contracts.</summary>
internal sealed class HandshakeRefusedException(WireError error) : IOException($"the server refuses the connection with {error.Status}: {error.Text}");
