using Microsoft.Extensions.Time.Testing;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Tests;

public sealed class PublicationWindowTests
{
    private readonly PublicationWindow _window = new(size: 2, TimeProvider.System);

    [Fact]
    public void Row_that_is_settled_while_a_read_is_under_way_does_not_enter_again()
    {
        var row = new OutboxKey(Lane: 0, Sequence: 1);
        Assert.True(_window.TryEnter(row));
        _window.BeginRead();
        Assert.False(_window.TryEnter(row));

        _window.EndPublication(row);
        _window.Settle([row]);

        Assert.False(_window.TryEnter(row));
        Assert.Equal(2, _window.Room);
        _window.BeginRead();
        Assert.True(_window.TryEnter(row));
    }

    [Fact]
    public void Row_that_stays_in_the_store_enters_again_at_once()
    {
        var row = new OutboxKey(Lane: 0, Sequence: 1);
        _window.BeginRead();
        Assert.True(_window.TryEnter(row));

        _window.Leave(row);

        Assert.True(_window.TryEnter(row));
    }

    [Fact]
    public void Row_whose_publication_has_ended_makes_room_and_does_not_enter_again_before_it_is_settled()
    {
        var row = new OutboxKey(Lane: 0, Sequence: 1);
        Assert.True(_window.TryEnter(row));
        Assert.True(_window.TryEnter(new OutboxKey(Lane: 0, Sequence: 2)));
        Assert.Equal(0, _window.Room);

        _window.EndPublication(row);

        Assert.Equal(1, _window.Room);
        _window.BeginRead();
        Assert.False(_window.TryEnter(row));
    }

    [Fact]
    public void Rows_that_are_published_and_never_settled_take_the_room_at_last()
    {
        for (var sequence = 1; sequence <= 8; sequence++)
        {
            Assert.True(_window.Room > 0);
            var row = new OutboxKey(Lane: 0, sequence);
            Assert.True(_window.TryEnter(row));
            _window.EndPublication(row);
        }

        Assert.Equal(0, _window.Room);
    }

    [Fact]
    public async Task Waiting_for_more_room_than_there_is_ends_after_a_moment()
    {
        Assert.True(_window.TryEnter(new OutboxKey(Lane: 0, Sequence: 1)));

        await _window.WaitForRoomAsync(wanted: 2, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(1, _window.Room);
    }

    [Fact]
    public void Row_is_handed_over_once_and_not_after_the_reader_has_settled_it()
    {
        var time = new FakeTimeProvider();
        var window = new PublicationWindow(size: 2, time);
        var (read, committed) = (new OutboxKey(Lane: 0, Sequence: 1), new OutboxKey(Lane: 0, Sequence: 2));
        Assert.True(window.TryEnter(read));
        Assert.False(window.TryHandOver(read));
        window.EndPublication(read);
        window.Settle([read]);
        window.BeginRead();
        Assert.False(window.TryHandOver(read));
        time.Advance(PublicationWindow.Memory);
        window.Settle([new OutboxKey(Lane: 0, Sequence: 3)]);
        Assert.False(window.TryHandOver(read));

        Assert.True(window.TryHandOver(committed));

        Assert.False(window.TryEnter(committed));
        Assert.Equal(1, window.Room);
        window.Close();
        Assert.False(window.TryHandOver(new OutboxKey(Lane: 0, Sequence: 4)));
    }

    [Fact]
    public void Row_is_not_handed_over_where_there_is_no_room()
    {
        Assert.True(_window.TryHandOver(new OutboxKey(Lane: 0, Sequence: 1)));
        Assert.True(_window.TryHandOver(new OutboxKey(Lane: 0, Sequence: 2)));
        Assert.False(_window.TryHandOver(new OutboxKey(Lane: 0, Sequence: 3)));
    }
}
