namespace Resile.Messaging.MassTransit;

/// <summary>How to reach RabbitMQ and how to use it. Configuration section: <c>Resile:Messaging:RabbitMq</c>.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>The configuration section that these options are read from.</summary>
    public const string Section = "Resile:Messaging:RabbitMq";

    /// <summary>Gets or sets where the broker is.</summary>
    /// <value>
    /// <c>amqp://user:password@host:port/vhost</c>, or <c>amqps</c> for TLS: see <see cref="Tls"/>. Special
    /// characters are percent-encoded (<c>%2F</c> for the virtual host <c>/</c>, which is also the default). Required.
    /// </value>
    public string? Address { get; set; }

    /// <summary>Gets what is set for TLS: certificates, the broker's name, versions. Used where the address is <c>amqps</c>.</summary>
    public RabbitMqTlsOptions Tls { get; } = new();

    /// <summary>Gets or sets whether queues are quorum queues, which survive the loss of a broker node.</summary>
    /// <value>Default: <see langword="true"/>. A queue that exists keeps its kind: RabbitMQ refuses to declare it otherwise.</value>
    public bool QuorumQueues { get; set; } = true;

    /// <summary>Gets or sets how long a publication waits for its confirm before the broker counts as unavailable.</summary>
    /// <value>Default: 10 seconds. Between 100 milliseconds and 10 minutes.</value>
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the pause between two attempts to connect.</summary>
    /// <value>Default: 500 milliseconds. Between 10 milliseconds and 5 minutes.</value>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets or sets the interval of the heartbeats that find a connection dead although nobody closed it.</summary>
    /// <value>Default: 10 seconds. Between 1 second and 10 minutes.</value>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the pause before a message that could not be settled goes back to its queue.</summary>
    /// <value>Default: 1 second. Between 0 and 5 minutes. It keeps a broken database from turning deliveries into a hot loop.</value>
    public TimeSpan ReturnDelay { get; set; } = TimeSpan.FromSeconds(1);
}
