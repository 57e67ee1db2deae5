using System.Net.Security;
using System.Text.Json;

namespace Resile.LoadBalancing.Tcp;

/// <summary>What can be set for a contract that is served over TCP.</summary>
/// <remarks>
/// The options are named by contract. Code sets them where it adds the server; the section <c>Resile:Servers:&lt;Contract&gt;</c> of the
/// configuration has the last word. They are checked, and read for good, when the program starts.
/// </remarks>
public sealed class TcpServerOptions
{
    /// <summary>The section of the configuration under which each contract has its own.</summary>
    public const string SectionName = "Resile:Servers";

    /// <summary>Gets or sets the IP address to listen on.</summary>
    /// <value>The default is the loopback, <c>127.0.0.1</c>: nobody else can connect. <c>0.0.0.0</c> and <c>::</c> mean every address.</value>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets the port to listen on.</summary>
    /// <value>The default, 0, lets the system choose a free one.</value>
    public int Port { get; set; }

    /// <summary>Gets or sets the most connections at a time; further ones are closed at once.</summary>
    /// <value>At least 1. The default is 1,000.</value>
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Gets or sets the most calls at a time, over all connections; further ones are answered with "not processed", so that they go elsewhere.</summary>
    /// <value>At least 1. The default is 1,024.</value>
    public int MaxConcurrentCalls { get; set; } = 1_024;

    /// <summary>Gets or sets the longest request that is taken, in bytes.</summary>
    /// <value>At least 1. The default is 4 MiB. Clients learn of it when they connect, and send none that are longer.</value>
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Gets or sets the time that a connection has to prove, by TLS and greeting, that it is a client.</summary>
    /// <value>More than zero. The default is 5 seconds.</value>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the time that a frame may take that has begun to arrive, and that the client may take to read one.</summary>
    /// <value>More than zero. The default is 10 seconds. Whoever is slower is cut off.</value>
    public TimeSpan FrameTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets after what silence a connection is closed. Clients send pings, so only dead ones are silent.</summary>
    /// <value>More than zero. The default is one minute.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the time that running calls have to end when the program stops.</summary>
    /// <value>Zero or more. The default is 10 seconds; the host's own limit may be shorter.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the tokens of the clients that may connect.</summary>
    /// <remarks>If there are none, and no <see cref="Authenticate"/>, everybody may who can reach the port.</remarks>
    public IList<string> Tokens { get; } = [];

    /// <summary>Gets or sets what decides whether a client may connect, by the token that it sent; empty where it sent none.</summary>
    /// <value>The default, null, compares with <see cref="Tokens"/>. Set by code alone.</value>
    public Func<string, CancellationToken, ValueTask<bool>>? Authenticate { get; set; }

    /// <summary>Gets or sets how connections are encrypted: the server's certificate, and whether clients need one.</summary>
    /// <value>The default, null, takes them in the clear. Set by code alone.</value>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>Gets how payloads are read and written: System.Text.Json with its web defaults.</summary>
    /// <remarks>Insert your <c>JsonSerializerContext</c> into its <see cref="JsonSerializerOptions.TypeInfoResolverChain"/>. Set by code alone.</remarks>
    public JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Gets what was wrong with the configuration that was read into these options.</summary>
    internal List<string> ConfigurationProblems { get; } = [];
}
