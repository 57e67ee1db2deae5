namespace Resile.LoadBalancing.Udp;

/// <summary>The clients that a server knows, at most so many. Safe for threads.</summary>
internal sealed class UdpSessions(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, UdpServerSession> _byId = [];
    private readonly Dictionary<UInt128, UdpServerSession> _bySalt = [];

    /// <summary>Gets how many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    /// <summary>Lists them.</summary>
    public UdpServerSession[] All()
    {
        lock (_gate)
        {
            return [.. _byId.Values];
        }
    }

    /// <summary>Finds a session; null where there is none.</summary>
    public UdpServerSession? Find(ulong id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>Finds the session that a client got who connects once more, because it did not get the welcome.</summary>
    public UdpServerSession? Find(UInt128 clientSalt)
    {
        lock (_gate)
        {
            return _bySalt.GetValueOrDefault(clientSalt);
        }
    }

    /// <summary>Adds a session.</summary>
    /// <returns>False where there are as many as may be.</returns>
    public bool TryAdd(UdpServerSession session)
    {
        lock (_gate)
        {
            return _byId.Count < most && _byId.TryAdd(session.Id, session) && _bySalt.TryAdd(session.ClientSalt, session);
        }
    }

    /// <summary>Removes a session, and ends what it holds.</summary>
    public void Remove(UdpServerSession session)
    {
        lock (_gate)
        {
            _byId.Remove(session.Id);
            _bySalt.Remove(session.ClientSalt);
        }

        session.Dispose();
    }
}
