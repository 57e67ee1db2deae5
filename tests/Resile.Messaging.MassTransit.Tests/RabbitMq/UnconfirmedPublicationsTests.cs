using Resile.Messaging.MassTransit.RabbitMq;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.Tests.RabbitMq;

public sealed class UnconfirmedPublicationsTests
{
    private readonly UnconfirmedPublications _publications = new();

    [Fact]
    public void Answer_takes_its_own_or_all_up_to_it()
    {
        var sent = Enumerable.Range(0, 5).Select(_ => Add()).ToList();

        Assert.Equal([sent[2]], _publications.Take(3, isAll: false));
        Assert.Equal([sent[0], sent[1], sent[3]], _publications.Take(4, isAll: true));
        Assert.Empty(_publications.Take(4, isAll: true));
        Assert.Empty(_publications.Take(3, isAll: false));
        Assert.Equal([sent[4]], _publications.TakeAll());
    }

    [Fact]
    public void Answer_to_what_was_never_sent_takes_what_was()
    {
        var sent = Add();

        Assert.Equal([sent], _publications.Take(ulong.MaxValue, isAll: true));
        Assert.Empty(_publications.Take(7, isAll: false));
    }

    [Fact]
    public void Number_of_what_was_taken_back_goes_to_the_next()
    {
        var first = Add();
        Add();
        _publications.TakeBack();
        var second = Add();

        Assert.Equal([first], _publications.Take(1, isAll: false));
        Assert.Equal([second], _publications.Take(2, isAll: false));
    }

    [Fact]
    public void Taking_back_what_has_ended_with_the_channel_changes_nothing()
    {
        var only = Add();
        Assert.Equal([only], _publications.TakeAll());

        _publications.TakeBack();

        var next = Add();
        Assert.Equal([next], _publications.Take(2, isAll: false));
    }

    [Fact]
    public void What_comes_back_is_found_by_message_and_exchange_and_the_first_of_it()
    {
        var id = Guid.CreateVersion7();
        var other = Add();
        var elsewhere = Add(id, "elsewhere");
        var first = Add(id);
        var again = Add(id);

        _publications.MarkReturned(id.ToString(), "here");
        Assert.Equal([false, false, true, false], IsReturned(other, elsewhere, first, again));

        _publications.MarkReturned(id.ToString(), "here");
        _publications.MarkReturned(Guid.CreateVersion7().ToString(), "here");
        _publications.MarkReturned(messageId: null, "here");
        Assert.Equal([false, false, true, true], IsReturned(other, elsewhere, first, again));
    }

    private static IEnumerable<bool> IsReturned(params UnconfirmedPublication[] publications) => publications.Select(publication => publication.IsReturned);

    private UnconfirmedPublication Add(Guid? id = null, string exchange = "here")
    {
        var publication = UnconfirmedPublication.Of(new OutgoingEnvelope
        {
            MessageId = id ?? Guid.CreateVersion7(),
            Destination = Destination.Topic(exchange),
            MessageType = "urn:message:Test",
            ContentType = "application/vnd.masstransit+json",
            Body = new byte[1],
        });
        _publications.Add(publication);
        return publication;
    }
}
