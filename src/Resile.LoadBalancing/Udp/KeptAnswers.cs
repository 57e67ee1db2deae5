namespace Resile.LoadBalancing.Udp;

/// <summary>Keeps the answers of all sessions for a while, to be sent again where a request comes again: so the work is not done again.</summary>
/// <remarks>Bounded in number, bytes and age; the oldest go first. Safe for threads.</remarks>
/// <param name="maxAnswers">The most answers.</param>
/// <param name="maxBytes">The most bytes.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class KeptAnswers(int maxAnswers, int maxBytes, TimeProvider timeProvider)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(ulong Session, ulong Call), byte[]> _answers = [];
    private readonly Queue<(ulong Session, ulong Call, long KeptAt)> _order = new();
    private long _bytes;

    /// <summary>Gets how many answers are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _answers.Count;
            }
        }
    }

    /// <summary>Gets how many bytes they have.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Keeps an answer.</summary>
    public void Keep(ulong session, ulong call, ReadOnlySpan<byte> frame)
    {
        var copy = frame.ToArray();
        lock (_gate)
        {
            if (_answers.TryAdd((session, call), copy))
            {
                _order.Enqueue((session, call, timeProvider.GetTimestamp()));
                _bytes += copy.Length;
            }

            while (_answers.Count > maxAnswers || _bytes > maxBytes)
            {
                RemoveOldest();
            }
        }
    }

    /// <summary>Finds an answer; null where it is not kept, or not any more.</summary>
    public byte[]? Find(ulong session, ulong call)
    {
        lock (_gate)
        {
            return _answers.GetValueOrDefault((session, call));
        }
    }

    /// <summary>Removes what is too old.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            while (_order.TryPeek(out var oldest) && timeProvider.GetElapsedTime(oldest.KeptAt) > Lifetime)
            {
                RemoveOldest();
            }
        }
    }

    private void RemoveOldest()
    {
        var (session, call, _) = _order.Dequeue();
        if (_answers.Remove((session, call), out var frame))
        {
            _bytes -= frame.Length;
        }
    }
}
