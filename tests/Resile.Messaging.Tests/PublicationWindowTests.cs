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
}
