namespace Resile.LoadBalancing.Tcp;

/// <summary>Shows what the TCP servers of a program are doing.</summary>
public interface ITcpServers
{
    /// <summary>Takes a snapshot of every server, in the order of their contracts' names. It may be called at any time, from any thread.</summary>
    IReadOnlyList<TcpServerSnapshot> Snapshot();
}
