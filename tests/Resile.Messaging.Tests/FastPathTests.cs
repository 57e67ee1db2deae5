using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Sending;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Support;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

public sealed class FastPathTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestTransport _transport = new();
    private readonly OneShare _lease = new();
    private readonly PublicationWindow _window;
    private readonly TransportCircuit _circuit;
    private readonly OutboxSignal _signal;
    private readonly Handover _handover;
    private readonly Channel<Publication> _publications = Channel.CreateUnbounded<Publication>();

    public FastPathTests()
    {
        _window = new PublicationWindow(size: 2, _time);
        _circuit = new TransportCircuit(_transport, new JitterSource(seed: 1), _time, NullLogger<TransportCircuit>.Instance);
        _signal = new OutboxSignal(_time);
        var failpoints = new Failpoints();
        var rows = new RowPublisher(new EnvelopePublisher(_transport, failpoints), _window, _circuit, _publications.Writer, _time);
        _handover = new Handover(_signal)
        {
            Path = new FastPath(_lease, _circuit, _window, rows, _signal, failpoints, _time, TestContext.Current.CancellationToken),
        };
        _transport.Fate = static _ => PublishResult.Confirmed;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Committed_messages_are_published_and_settled_under_their_keys_without_waking_the_reader()
    {
        var committed = Committed(2);

        _handover.Announce(committed);

        var first = await _publications.Reader.ReadAsync(Cancellation);
        var second = await _publications.Reader.ReadAsync(Cancellation);
        Assert.Equal(
            committed.Keys.Zip(committed.Messages, static (key, message) => (key, message.MessageId)).ToHashSet(),
            new[] { first, second }.Select(static publication => (publication.Record.Key, publication.Record.Message.MessageId)).ToHashSet());
        Assert.Equal(PublishOutcome.Confirmed, first.Result.Outcome);
        Assert.False(await IsSignalledAsync());
    }

    [Fact]
    public async Task Message_for_which_there_is_no_room_is_left_to_the_reader()
    {
        _handover.Announce(Committed(3));

        Assert.True(await IsSignalledAsync());
        await _publications.Reader.ReadAsync(Cancellation);
        await _publications.Reader.ReadAsync(Cancellation);
        Assert.Equal(2, _transport.Tried.Count);
    }

    [Fact]
    public async Task Nothing_is_taken_of_another_share_too_late_while_the_transport_is_away_or_without_keys()
    {
        _lease.IsHeld = false;
        await IsLeftAsync(Committed(1));
        _lease.IsHeld = true;

        var late = Committed(1);
        _time.Advance(PublicationWindow.Memory);
        await IsLeftAsync(late);

        _circuit.Open("away");
        await IsLeftAsync(Committed(1));
        _circuit.Close();

        await IsLeftAsync(Committed(1) with { Keys = [] });

        _handover.Path = null;
        await IsLeftAsync(Committed(1));

        async Task IsLeftAsync(CommittedMessages committed)
        {
            _handover.Announce(committed);
            Assert.True(await IsSignalledAsync());
            Assert.Equal(0, _window.Count);
        }
    }

    [Fact]
    public async Task Message_that_the_transport_does_not_take_stays_in_the_store_and_wakes_the_reader()
    {
        _transport.Fate = static _ => new PublishResult(PublishOutcome.Unavailable, "away");

        _handover.Announce(Committed(1));

        await Eventually.TrueAsync(() => _window.Count == 0, "the row has left the window");
        Assert.True(_circuit.IsOpen);
        Assert.True(await _signal.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.False(_publications.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Transaction_without_messages_wakes_nobody()
    {
        _handover.Announce(Committed(0));

        Assert.False(await IsSignalledAsync());
    }

    private CommittedMessages Committed(int count) => new(
        [.. Enumerable.Range(0, count).Select(static _ => new OutboxMessage
        {
            MessageId = Guid.NewGuid(),
            Destination = Destination.Topic("A:B"),
            MessageType = "urn:message:A:B",
            ContentType = "application/json",
            Body = "{}"u8.ToArray(),
            CreatedAt = default,
        })],
        [.. Enumerable.Range(0, count).Select(static _ => new OutboxKey(1, Random.Shared.NextInt64()))],
        _time.GetTimestamp());

    private async Task<bool> IsSignalledAsync()
    {
        var waiting = _signal.WaitAsync(TimeSpan.FromTicks(1), Cancellation);
        _time.Advance(TimeSpan.FromTicks(1));
        return await waiting;
    }

    private sealed class OneShare : IOutboxLease
    {
        public bool IsHeld { get; set; } = true;

        public bool Holds(OutboxKey key) => IsHeld;

        public Task<bool> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(IsHeld);

        public Task<IReadOnlyList<OutboxRecord>> ReadNextAsync(int limit, IReadOnlyCollection<string> withoutKeys, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<OutboxRecord>>([]);

        public void Rewind()
        {
            // It has nothing to read.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
