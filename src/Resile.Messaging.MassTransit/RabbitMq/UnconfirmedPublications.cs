namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>The publications that one channel has sent and the broker has not answered, by the number that both of them count.</summary>
/// <remarks>Thread-safe. One thread adds; others take.</remarks>
internal sealed class UnconfirmedPublications
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, UnconfirmedPublication> _publications = [];
    private ulong _first = 1;
    private ulong _next = 1;

    /// <summary>Adds one that is about to be sent.</summary>
    public void Add(UnconfirmedPublication publication)
    {
        lock (_lock)
        {
            _publications.Add(_next++, publication);
        }
    }

    /// <summary>Takes the last one back that was added: it was not sent, and the broker does not count it.</summary>
    public void TakeBack()
    {
        lock (_lock)
        {
            if (_publications.Remove(_next - 1))
            {
                _next--;
            }
        }
    }

    /// <summary>Marks the first one that the broker can mean by what it sent back. It answers in the order in which it sends back.</summary>
    public void MarkReturned(string? messageId, string exchange)
    {
        lock (_lock)
        {
            for (var number = _first; number < _next; number++)
            {
                if (_publications.TryGetValue(number, out var publication) && !publication.IsReturned
                    && publication.Properties.MessageId == messageId && publication.Exchange == exchange)
                {
                    publication.IsReturned = true;
                    return;
                }
            }
        }
    }

    /// <summary>Takes those that the broker has answered.</summary>
    /// <param name="number">The last of them.</param>
    /// <param name="isAll">Whether all before it are meant, too.</param>
    public IReadOnlyList<UnconfirmedPublication> Take(ulong number, bool isAll)
    {
        lock (_lock)
        {
            var taken = new List<UnconfirmedPublication>();
            for (var current = isAll ? _first : number; current <= number && current < _next; current++)
            {
                if (_publications.Remove(current, out var publication))
                {
                    taken.Add(publication);
                }
            }

            while (_first < _next && !_publications.ContainsKey(_first))
            {
                _first++;
            }

            return taken;
        }
    }

    /// <summary>Takes all.</summary>
    public IReadOnlyList<UnconfirmedPublication> TakeAll()
    {
        lock (_lock)
        {
            return Take(_next - 1, isAll: true);
        }
    }
}
