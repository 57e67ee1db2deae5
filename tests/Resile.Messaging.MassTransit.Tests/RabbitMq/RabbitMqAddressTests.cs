using Resile.Messaging.MassTransit.RabbitMq;

namespace Resile.Messaging.MassTransit.Tests.RabbitMq;

public sealed class RabbitMqAddressTests
{
    [Theory]
    [InlineData("amqp://host", "host", 5672, "/", "guest", "guest", false)]
    [InlineData("amqp://host/", "host", 5672, "/", "guest", "guest", false)]
    [InlineData("amqp://user:word@host:1234/shop", "host", 1234, "shop", "user", "word", false)]
    [InlineData("amqps://host/a%2Fb", "host", 5671, "a/b", "guest", "guest", true)]
    [InlineData("rabbitmq://u%40x:p%3A%2F@[::1]/%2F", "::1", 5672, "/", "u@x", "p:/", false)]
    public void Address_is_taken_apart(
        string text, string host, int port, string virtualHost, string user, string password, bool tls)
    {
        Assert.True(RabbitMqAddress.TryParse(text, out var address, out _));

        Assert.Equal(host, address.Host.Trim('[', ']'));
        Assert.Equal(port, address.Port);
        Assert.Equal(virtualHost, address.VirtualHost);
        Assert.Equal(user, address.UserName);
        Assert.Equal(password, address.Password);
        Assert.Equal(tls, address.Tls);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("http://host")]
    [InlineData("amqp:///vhost")]
    [InlineData("amqp://host/one/two")]
    public void Address_that_cannot_work_is_refused_with_a_remedy(string text)
    {
        Assert.False(RabbitMqAddress.TryParse(text, out _, out var error));

        Assert.Contains("write", error);
    }

    [Theory]
    [InlineData("amqp://user:secret@host:1/v", "amqp://***@host:1/v")]
    [InlineData("user:secret@host", "***@host")]
    [InlineData("amqp://user:sec@ret@host", "amqp://***@host")]
    [InlineData("amqp://host/v", "amqp://host/v")]
    public void Password_is_cut_out(string text, string redacted) => Assert.Equal(redacted, RabbitMqAddress.Redact(text));

    [Fact]
    public void Text_form_holds_no_credentials()
    {
        Assert.True(RabbitMqAddress.TryParse("amqp://user:secret@host/shop", out var address, out _));

        Assert.Equal("host:5672/shop", address.ToString());
    }
}
