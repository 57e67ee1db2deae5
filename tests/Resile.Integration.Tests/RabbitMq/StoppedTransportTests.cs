using Resile.Integration.Tests.Servers;

namespace Resile.Integration.Tests.RabbitMq;

public sealed class StoppedTransportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Transport_that_is_stopped_while_it_is_about_to_consume_again_never_does(bool isOrdered)
    {
        await using var topology = new TestTopology(isOrdered);
        await using var test = new TransportUnderTest(TestServers.RabbitMq);
        await test.StartAndWaitAsync(topology);
        await topology.DeleteQueueAsync();
        await Eventually.TrueAsync(() => !test.Transport.IsAvailable);

        await test.Transport.StopAsync(Cancellation);

        // It would be back within a second or two; that it is not can only be watched for a while.
        for (var look = 0; look < 30; look++)
        {
            Assert.False(await topology.HasQueueAsync(), "The queue was made again.");
            await Task.Delay(100, Cancellation);
        }
    }
}
