using System.Text.Json;

namespace Resile.LoadBalancing.Udp;

/// <summary>What can be set for a contract that is served over UDP.</summary>
/// <remarks>
/// The options are named by contract. Code sets them where it adds the server; the section <c>Resile:Servers:&lt;Contract&gt;</c> of the
/// configuration has the last word. They are checked, and read for good, when the program starts.
/// </remarks>
public sealed class UdpServerOptions
{
    /// <summary>The section of the configuration under which each contract has its own.</summary>
    public const string SectionName = "Resile:Servers";

    /// <summary>Gets or sets the IP address to listen on.</summary>
    /// <value>The default is the loopback, <c>127.0.0.1</c>. <c>0.0.0.0</c> and <c>::</c> mean every address.</value>
    /// <remarks>Beyond the loopback, <see cref="Keys"/> are needed, or <see cref="AllowUnprotected"/>.</remarks>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets the port to listen on.</summary>
    /// <value>The default, 0, lets the system choose a free one.</value>
    public int Port { get; set; }

    /// <summary>Gets the keys by which clients may call, by their numbers from 1 to 255; each is base64 of at least 16 random bytes, better 32.</summary>
    /// <remarks>
    /// To change the key, add the new one to the servers, then let the clients use it, then remove the old one. If there are none, calls
    /// travel in the clear. They are secrets: never logged, and never shown in a message.
    /// </remarks>
    public IDictionary<int, string> Keys { get; } = new Dictionary<int, string>();

    /// <summary>Gets or sets whether to listen beyond the loopback without keys.</summary>
    /// <value>The default is false. True is for networks that are trusted as a whole: everybody there can read, forge and make calls.</value>
    public bool AllowUnprotected { get; set; }

    /// <summary>Gets or sets the most clients at a time; further ones are refused.</summary>
    /// <value>At least 1. The default is 1,000.</value>
    public int MaxSessions { get; set; } = 1_000;

    /// <summary>Gets or sets the most calls at a time, over all clients; further ones are answered with "not processed", so that they go elsewhere.</summary>
    /// <value>At least 1. The default is 1,024.</value>
    public int MaxConcurrentCalls { get; set; } = 1_024;

    /// <summary>Gets or sets how many answers are kept, to be sent again where a client did not get them.</summary>
    /// <value>At least 1. The default is 16,384; an answer takes at most 1,200 bytes. Each is kept for a minute, unless newer ones need its place.</value>
    public int MaxKeptAnswers { get; set; } = 16_384;

    /// <summary>Gets or sets how many bytes the answers may have that are kept.</summary>
    /// <value>At least 1,200. The default is 8 MiB.</value>
    public int MaxKeptBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Gets or sets after what silence a client is forgotten. It notices that with its next call, and begins anew.</summary>
    /// <value>More than zero. The default is one minute.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the time that running calls have to end when the program stops.</summary>
    /// <value>Zero or more. The default is 10 seconds; the host's own limit may be shorter.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets how payloads are read and written: System.Text.Json with its web defaults.</summary>
    /// <remarks>Insert your <c>JsonSerializerContext</c> into its <see cref="JsonSerializerOptions.TypeInfoResolverChain"/>. Set by code alone.</remarks>
    public JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Gets what was wrong with the configuration that was read into these options.</summary>
    internal List<string> ConfigurationProblems { get; } = [];
}
