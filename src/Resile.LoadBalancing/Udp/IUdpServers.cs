namespace Resile.LoadBalancing.Udp;

/// <summary>Shows what the UDP servers of a program are doing.</summary>
public interface IUdpServers
{
    /// <summary>Takes a snapshot of every server, in the order of their contracts' names. It may be called at any time, from any thread.</summary>
    IReadOnlyList<UdpServerSnapshot> Snapshot();
}
