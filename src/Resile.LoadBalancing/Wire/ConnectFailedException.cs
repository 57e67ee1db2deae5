namespace Resile.LoadBalancing.Wire;

/// <summary>Thrown where no connection came about, so that no call has been sent.</summary>
internal sealed class ConnectFailedException(Exception reason) : IOException(reason.Message, reason);
