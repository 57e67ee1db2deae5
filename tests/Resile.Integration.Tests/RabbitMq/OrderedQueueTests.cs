using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.RabbitMq;

/// <summary>Queues whose messages have an order.</summary>
public sealed class OrderedQueueTests
{
    private const int Count = 300;

    [Fact]
    public async Task Envelopes_are_handed_over_in_the_order_of_the_queue_many_at_a_time_and_by_one_process()
    {
        await using var topology = new TestTopology(isOrdered: true);
        var began = new ConcurrentQueue<string>();
        var most = 0;
        var running = 0;
        async Task ReceiveAsync(IncomingEnvelope envelope)
        {
            began.Enqueue(Encoding.UTF8.GetString(envelope.Body.Span));
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(Random.Shared.Next(4));
            Interlocked.Decrement(ref running);
        }

        await using var first = new TransportUnderTest(TestServers.RabbitMq) { OnReceive = envelope => ReceiveAsync(envelope) };
        await first.StartAndWaitAsync(topology);
        await using var second = new TransportUnderTest(TestServers.RabbitMq) { OnReceive = envelope => ReceiveAsync(envelope) };
        await second.StartAndWaitAsync(topology);
        for (var number = 0; number < Count; number++)
        {
            await second.PublishAsync(topology.Envelope(number.ToString(CultureInfo.InvariantCulture)));
        }

        await Eventually.TrueAsync(() => first.Received.Count + second.Received.Count == Count);
        Assert.Equal(Enumerable.Range(0, Count).Select(static number => number.ToString(CultureInfo.InvariantCulture)), began);
        Assert.InRange(most, 2, 16);
        Assert.True(first.Received.Count == 0 || second.Received.Count == 0, "Both processes got messages.");
    }

    [Fact]
    public async Task Envelopes_that_are_not_settled_come_again_in_their_order()
    {
        await using var topology = new TestTopology(isOrdered: true);
        var began = new ConcurrentQueue<int>();
        var fails = 3;
        await using var transport = new TransportUnderTest(TestServers.RabbitMq)
        {
            OnReceive = async envelope =>
            {
                var number = int.Parse(envelope.Body.Span, CultureInfo.InvariantCulture);
                began.Enqueue(number);
                await Task.Delay(5);
                if (number == 7 && Interlocked.Decrement(ref fails) >= 0)
                {
                    throw new InvalidOperationException("not settled");
                }
            },
        };
        await transport.StartAndWaitAsync(topology);
        await using var sender = new TransportUnderTest(TestServers.RabbitMq);
        await sender.StartAndWaitAsync();
        for (var number = 0; number < 40; number++)
        {
            await sender.PublishAsync(topology.Envelope(number.ToString(CultureInfo.InvariantCulture)));
        }

        await Eventually.TrueAsync(() => transport.Received.Select(Text).Distinct().Count() == 40);

        // After each return everything that was out comes again, in order: what is begun never skips a number.
        var highest = -1;
        Assert.All(began, number =>
        {
            Assert.InRange(number, 0, highest + 1);
            highest = Math.Max(highest, number);
        });
    }

    [Fact]
    public async Task Successor_goes_on_where_a_process_that_stops_has_ended()
    {
        await using var topology = new TestTopology(isOrdered: true);
        var began = new ConcurrentQueue<int>();
        Func<IncomingEnvelope, Task> receive = async envelope =>
        {
            began.Enqueue(int.Parse(envelope.Body.Span, CultureInfo.InvariantCulture));
            await Task.Delay(3);
        };
        var first = new TransportUnderTest(TestServers.RabbitMq) { OnReceive = receive };
        await first.StartAndWaitAsync(topology);
        await using var second = new TransportUnderTest(TestServers.RabbitMq) { OnReceive = receive };
        await second.StartAndWaitAsync(topology);
        for (var number = 0; number < Count; number++)
        {
            await second.PublishAsync(topology.Envelope(number.ToString(CultureInfo.InvariantCulture)));
            if (number == Count / 2)
            {
                await first.Transport.StopAsync(TestContext.Current.CancellationToken);
            }
        }

        await Eventually.TrueAsync(() => first.Received.Concat(second.Received).Select(Text).Distinct().Count() == Count);
        await first.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, Count), began.Distinct());
    }

    [Fact]
    public async Task Queue_that_was_declared_without_an_order_is_named_with_what_to_do()
    {
        await using var topology = new TestTopology();
        await using (var before = new TransportUnderTest(TestServers.RabbitMq))
        {
            await before.StartAndWaitAsync(topology);
        }

        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.Transport.StartAsync(
            [topology.Subscription(static (_, _) => Task.CompletedTask, isOrdered: true)], TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => transport.Logged.Any(line =>
            line.Contains(topology.Queue, StringComparison.Ordinal) && line.Contains("another HandlerName", StringComparison.Ordinal)));
        Assert.False(transport.Transport.IsAvailable);
    }

    private static string Text(IncomingEnvelope envelope) => Encoding.UTF8.GetString(envelope.Body.Span);
}
