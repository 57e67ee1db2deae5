using System.Net.Security;

namespace Resile.LoadBalancing.Tcp;

/// <summary>What can be set for a client whose calls travel over TCP.</summary>
/// <remarks>An endpoint's scheme says whether its connection is encrypted: <c>tcps://</c>, or <c>tcp://</c> in the clear.</remarks>
public sealed class TcpClientOptions
{
    /// <summary>The most calls that can be set to wait for one endpoint at a time.</summary>
    internal const int MostInFlight = 1_000_000;

    /// <summary>Gets or sets what proves to a server who the client is. It is sent once for each connection.</summary>
    /// <value>The default, null, sends nothing. It is only sent over TLS, or to the loopback.</value>
    public string? Token { get; set; }

    /// <summary>Gets or sets the most calls that may wait for one endpoint at a time; further ones go elsewhere, or fail with the status 429.</summary>
    /// <value>1 to 1,000,000. The default is 4,096.</value>
    public int MaxInFlight { get; set; } = 4_096;

    /// <summary>Gets or sets how often a client shows that it lives, and asks whether the server does. If two intervals bring nothing, the connection is given up.</summary>
    /// <value>More than zero. The default is 5 seconds. Keep it well below the servers' <see cref="TcpServerOptions.IdleTimeout"/>.</value>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets what was asked to be done to the options of TLS.</summary>
    internal List<Action<SslClientAuthenticationOptions>> TlsConfigurations { get; } = [];

    /// <summary>Changes how connections are encrypted: certificates of the client, which ones of servers are trusted.</summary>
    /// <param name="configure">Called for each new connection to a <c>tcps://</c> endpoint; the name to prove is set to the endpoint's host.</param>
    /// <returns>These options.</returns>
    public TcpClientOptions ConfigureTls(Action<SslClientAuthenticationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        TlsConfigurations.Add(configure);
        return this;
    }
}
