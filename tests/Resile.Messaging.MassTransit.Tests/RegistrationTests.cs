using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.Tests;

public sealed class RegistrationTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public void Transport_is_registered_once_however_often_it_is_asked_for()
    {
        new MessagingBuilder(_services).UseInMemory().UseInMemory();

        using var provider = _services.BuildServiceProvider();
        Assert.Equal("in-memory", Assert.Single(provider.GetServices<IEnvelopeTransport>()).Name);
    }

    [Fact]
    public void Second_transport_is_refused()
    {
        var builder = new MessagingBuilder(_services).UseInMemory();

        var exception = Assert.Throws<DurableMessageException>(() => builder.UseRabbitMq("amqp://host"));

        Assert.Contains("InMemoryTransport", exception.Message);
    }

    [Fact]
    public void Configuration_wins_over_code()
    {
        AddConfiguration(("Address", "amqp://configured"), ("QuorumQueues", "false"), ("ConfirmTimeout", "00:00:03"));
        new MessagingBuilder(_services).UseRabbitMq(new Uri("amqp://code"), options => options.ReconnectDelay = TimeSpan.FromSeconds(2));

        var options = ReadOptions();

        Assert.Equal("amqp://configured", options.Address);
        Assert.False(options.QuorumQueues);
        Assert.Equal(TimeSpan.FromSeconds(3), options.ConfirmTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), options.ReconnectDelay);
    }

    [Fact]
    public void Options_work_without_any_configuration()
    {
        new MessagingBuilder(_services).UseRabbitMq("amqp://code");

        Assert.Equal("amqp://code", ReadOptions().Address);
    }

    [Theory]
    [InlineData("Address", "", "Address is missing")]
    [InlineData("Address", "http://u:secret@h", "Address is 'http://***@h': its scheme is unknown")]
    [InlineData("Address", "amqp://user:secret", "Address is 'amqp://user:***': it is not an address")]
    [InlineData("ConfirmTimeout", "00:00:00", "ConfirmTimeout is '00:00:00'")]
    [InlineData("ReconnectDelay", "1.00:00:00", "ReconnectDelay is '1.00:00:00'")]
    [InlineData("Heartbeat", "-00:00:01", "Heartbeat is '-00:00:01'")]
    [InlineData("ReturnDelay", "-00:00:01", "ReturnDelay is '-00:00:01'")]
    public void Option_that_cannot_work_is_refused_by_key_and_value(string key, string value, string message)
    {
        AddConfiguration((key, value));
        new MessagingBuilder(_services).UseRabbitMq("amqp://code");

        var exception = Assert.Throws<OptionsValidationException>(ReadOptions);

        Assert.Contains($"Resile:Messaging:RabbitMq:{message}", exception.Message);
        Assert.DoesNotContain("secret", exception.Message);
    }

    private void AddConfiguration(params (string Key, string Value)[] settings) => _services.AddSingleton<IConfiguration>(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => $"{RabbitMqOptions.Section}:{s.Key}", s => (string?)s.Value))
            .Build());

    private RabbitMqOptions ReadOptions()
    {
        using var provider = _services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<RabbitMqOptions>>().Value;
    }
}
