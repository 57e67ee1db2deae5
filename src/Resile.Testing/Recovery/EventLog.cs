using System.Globalization;
using System.Text;
using Resile.Recovery;

namespace Resile.Testing.Recovery;

/// <summary>The events of a harness, from before its first component starts. Thread-safe.</summary>
internal sealed class EventLog(IAsyncEnumerable<SupervisionEvent> source, DateTimeOffset began)
{
    private readonly Lock _lock = new();
    private readonly List<SupervisionEvent> _events = [];
    private Task _reading = Task.CompletedTask;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _events.Count;
            }
        }
    }

    public IReadOnlyList<SupervisionEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Follows the events until the host has stopped. Nothing is missed that happens after this has returned.</summary>
    public void Follow()
    {
        var events = source.GetAsyncEnumerator(CancellationToken.None);
        _reading = ReadAsync(events);
    }

    /// <summary>Gets what completes when the last event was read.</summary>
    public Task EndAsync() => _reading;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var happened in Events)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {(happened.Timestamp - began).TotalSeconds,9:0.000} s  {happened.Kind,-17} {happened.Component ?? happened.Supervisor}");
            text.Append(happened.Generation > 0 ? $" #{happened.Generation}" : "");
            text.Append(happened.Reason is { } reason ? $" ({reason}{(happened.CausedBy is { } cause ? $" with {cause}" : "")})" : "");
            text.AppendLine(happened.Error is { } error ? $": {error}" : "");
        }

        return text.Length == 0 ? "  (nothing)" + Environment.NewLine : text.ToString();
    }

    private async Task ReadAsync(IAsyncEnumerator<SupervisionEvent> events)
    {
        await using (events.ConfigureAwait(false))
        {
            while (await events.MoveNextAsync().ConfigureAwait(false))
            {
                lock (_lock)
                {
                    _events.Add(events.Current);
                }
            }
        }
    }
}
