using Microsoft.Extensions.Time.Testing;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

/// <summary>The chains of the dispatcher beside a model of the store: random interleavings of everything that can happen.</summary>
public sealed class OrderedChainsTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Rows_of_a_key_are_published_one_after_another_whatever_happens(int seed)
    {
        for (var run = 0; run < 200; run++)
        {
            var model = new Model(new Random((seed * 1_000) + run), longest: 1 + (run % 4));
            for (var step = 0; step < 400; step++)
            {
                model.Step();
            }

            model.Finish();
        }
    }

    [Fact]
    public void Hot_key_holds_no_more_rows_than_it_may_and_is_read_again_when_it_has_room()
    {
        var woken = 0;
        var chains = new OrderedChains(longest: 2, () => woken++, new FakeTimeProvider());
        chains.BeginRead();
        Assert.True(chains.IsOpen("hot") && chains.Add("hot", Row(1)));
        Assert.True(chains.IsOpen("hot"));
        Assert.False(chains.Add("hot", Row(2)));
        Assert.False(chains.IsOpen("hot"));
        Assert.True(chains.IsOpen("cold"));
        Assert.Equal(["hot"], chains.BeginRead());

        Assert.Equal(2, chains.Next("hot")!.Key.Sequence);
        Assert.False(chains.IsOpen("hot"));
        Assert.False(chains.TakeMore());
        Assert.Null(chains.Next("hot"));

        Assert.True(chains.TakeMore() && woken == 1);
        Assert.False(chains.IsOpen("hot"), "The rows of this read that were refused come first.");
        Assert.Empty(chains.BeginRead());
        Assert.True(chains.IsOpen("hot"));
    }

    [Fact]
    public void Key_that_failed_is_left_out_until_its_time()
    {
        var time = new FakeTimeProvider();
        var chains = new OrderedChains(longest: 8, static () => { }, time);
        chains.Add("bad", Row(1));
        chains.Add("bad", Row(2));

        Assert.Equal([2L], chains.Drop("bad", TimeSpan.FromSeconds(1), attempts: 3).Select(static row => row.Key.Sequence));

        Assert.Equal(["bad"], chains.BeginRead());
        Assert.False(chains.IsOpen("bad") || chains.TakeMore());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(chains.TakeMore());
        Assert.Empty(chains.BeginRead());
        Assert.True(chains.IsOpen("bad"));
        Assert.Equal(3, chains.AttemptsOf("bad"));
    }

    private static OutboxRecord Row(long sequence, string key = "hot") => new(new OutboxKey(0, sequence), 0, new OutboxMessage
    {
        MessageId = Guid.NewGuid(),
        Destination = Destination.Topic("A:B"),
        MessageType = "urn:message:A:B",
        ContentType = "application/json",
        Body = default,
        CreatedAt = default,
        OrderingKey = key,
    });

    private sealed class Model
    {
        private const int Window = 12;
        private readonly Random _random;
        private readonly FakeTimeProvider _time = new();
        private readonly OrderedChains _chains;
        private readonly PublicationWindow _window;
        private readonly SortedDictionary<long, OutboxRecord> _stored = [];
        private readonly Dictionary<string, OutboxRecord> _flying = [];
        private readonly List<(OutboxRecord Row, bool IsBlocked)> _settling = [];
        private readonly HashSet<string> _blocked = [];
        private readonly Dictionary<string, long> _last = [];
        private readonly Dictionary<string, OutboxRecord> _uncommitted = [];
        private readonly Queue<OutboxRecord> _read = [];
        private long _sequence;
        private long _floor;
        private int _published;

        public Model(Random random, int longest)
        {
            _random = random;
            _chains = new OrderedChains(longest, static () => { }, _time);
            _window = new PublicationWindow(Window, TimeProvider.System);
        }

        public void Step()
        {
            switch (_random.Next(8))
            {
                case 0:
                    Append();
                    break;
                case 1 when _read.Count == 0:
                    Read(_random.Next(1, 8));
                    break;
                case 2 or 3 when _read.TryDequeue(out var row):
                    Take(row);
                    break;
                case 4 or 5 when _flying.Count > 0:
                    End(_flying.ElementAt(_random.Next(_flying.Count)), fails: _random.Next(3) == 0);
                    break;
                case 6 when _settling.Count > 0:
                    Settle(_random.Next(_settling.Count));
                    break;
                case 7:
                    _time.Advance(TimeSpan.FromSeconds(1));
                    _blocked.RemoveWhere(_ => _random.Next(4) == 0);
                    _floor = _random.Next(3) == 0 ? 0 : _floor;
                    break;
            }
        }

        public void Finish()
        {
            _read.Clear();
            foreach (var row in _uncommitted.Values)
            {
                _stored.Add(row.Key.Sequence, row);
            }

            for (var turn = 0; _stored.Count > 0; turn++)
            {
                Assert.True(turn < 10_000, "Rows stay in the store for ever.");
                _blocked.Clear();
                _time.Advance(TimeSpan.FromSeconds(10));
                _floor = 0;
                _chains.TakeMore();
                Read(8);
                while (_read.TryDequeue(out var row))
                {
                    Take(row);
                }

                while (_flying.Count > 0)
                {
                    End(_flying.First(), fails: false);
                }

                while (_settling.Count > 0)
                {
                    Settle(0);
                }
            }

            Assert.Equal(0, _window.Count);
            Assert.Equal(_sequence, _published);
        }

        private void Append()
        {
            // A row is given its sequence before its commit; one of the same key waits for that.
            var key = "key" + _random.Next(3);
            if (_uncommitted.Remove(key, out var row))
            {
                _stored.Add(row.Key.Sequence, row);
            }
            else
            {
                _uncommitted.Add(key, Row(++_sequence, key));
            }
        }

        // What a store promises of a read.
        private void Read(int limit)
        {
            if (_chains.TakeMore())
            {
                _floor = 0;
            }

            _window.BeginRead();
            var without = _chains.BeginRead();
            var floor = _floor;
            foreach (var row in _stored.Values.Where(row => row.Key.Sequence > floor
                && !without.Contains(row.Message.OrderingKey!) && !_blocked.Contains(row.Message.OrderingKey!)
                && !_stored.Values.Any(other => other.Message.OrderingKey == row.Message.OrderingKey && other.Key.Sequence <= floor)).Take(limit))
            {
                _read.Enqueue(row);
                _floor = row.Key.Sequence;
            }
        }

        private void Take(OutboxRecord row)
        {
            var key = row.Message.OrderingKey!;
            if (_window.Room == 0)
            {
                _read.Clear();
                _floor = 0;
            }
            else if (_chains.IsOpen(key) && _window.TryEnter(row.Key) && _chains.Add(key, row))
            {
                Publish(row);
            }
        }

        private void Publish(OutboxRecord row)
        {
            var key = row.Message.OrderingKey!;
            Assert.True(_flying.TryAdd(key, row), $"Two rows of '{key}' are on their way at once.");
            Assert.True(_last.GetValueOrDefault(key) < row.Key.Sequence, $"{row.Key.Sequence} of '{key}' comes after {_last.GetValueOrDefault(key)}.");
        }

        private void End(KeyValuePair<string, OutboxRecord> flight, bool fails)
        {
            var (key, row) = flight;
            if (fails && _random.Next(4) == 0)
            {
                // Refused for good: the row is buried, and its key blocked.
                _flying.Remove(key);
                _settling.Add((row, true));
            }
            else if (fails)
            {
                TimeSpan? pause = _random.Next(2) == 0 ? TimeSpan.FromSeconds(2) : null;
                Drop(key, pause);
                _flying.Remove(key);
                _window.Leave(row.Key);
            }
            else
            {
                _last[key] = row.Key.Sequence;
                _published++;
                _flying.Remove(key);
                _settling.Add((row, false));
                Next(key);
            }
        }

        private void Settle(int index)
        {
            var (row, isBlocked) = _settling[index];
            var key = row.Message.OrderingKey!;
            _settling.RemoveAt(index);
            _stored.Remove(row.Key.Sequence);
            if (isBlocked)
            {
                _blocked.Add(key);
                _last[key] = row.Key.Sequence;
                _published++;
            }

            _window.Settle([row.Key]);
            if (isBlocked)
            {
                Drop(key, pause: null);
            }
        }

        private void Next(string key)
        {
            if (_chains.Next(key) is { } next)
            {
                Publish(next);
            }
        }

        private void Drop(string key, TimeSpan? pause)
        {
            foreach (var waiting in _chains.Drop(key, pause))
            {
                _window.Leave(waiting.Key);
            }
        }
    }
}
