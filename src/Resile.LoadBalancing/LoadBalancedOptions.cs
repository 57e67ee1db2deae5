using System.Text.Json;

namespace Resile.LoadBalancing;

/// <summary>What can be set for a balanced client.</summary>
/// <remarks>
/// The options are named by contract: the interface's name without its <c>I</c>. The attribute sets defaults, code comes next, and
/// the section <c>Resile:Clients:&lt;Contract&gt;</c> of the configuration has the last word; its keys are the names of the
/// properties. All of it is checked when the program starts. A change of the configuration is taken over while the program
/// runs; a change that is wrong is logged and leaves everything as it was.
/// </remarks>
public sealed partial class LoadBalancedOptions
{
    /// <summary>The section of the configuration under which each client has its own.</summary>
    public const string SectionName = "Resile:Clients";

    /// <summary>Gets or sets the service to ask service discovery for, if no endpoints are listed.</summary>
    /// <value>
    /// A name, or a name with the schemes that may be used, best first: <c>https+http://catalog</c>. The default is the
    /// attribute's; a name without a scheme means https, else http.
    /// </value>
    public string Service { get; set; } = "";

    /// <summary>Gets or sets the name of the policy that picks an endpoint for each call.</summary>
    /// <value>One of <see cref="LoadBalancingPolicies"/>, or one added by <see cref="ClientsBuilder.AddPolicy"/>. The default is the attribute's.</value>
    public string Policy { get; set; } = LoadBalancingPolicies.PeakEwma;

    /// <summary>Gets the endpoints that are listed by hand. If there are any, service discovery is not asked.</summary>
    public IList<EndpointOptions> Endpoints { get; private set; } = [];

    /// <summary>Gets or sets the time that a call may take in all, its retries included, where the operation sets none of its own.</summary>
    /// <value>More than zero, at most a day. The default is 10 seconds.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the time after which a call moves on to another endpoint, where it may.</summary>
    /// <value>More than zero; the default, null, lets the first endpoint use up the deadline. It applies only to calls that may be sent again.</value>
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary>Gets or sets the time that connecting to an endpoint may take.</summary>
    /// <value>More than zero. The default is 2 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets how often a failed call is sent again, and how much load that may add.</summary>
    public RetryOptions Retry { get; internal init; } = new();

    /// <summary>Gets or sets the largest reply that is read, in bytes.</summary>
    /// <value>At least 1. The default is 16 MiB.</value>
    public int MaxReplyBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets how much of the body of an error is kept, in bytes.</summary>
    /// <value>0 or more. The default is 8 KiB.</value>
    public int MaxErrorBodyBytes { get; set; } = 8 * 1024;

    /// <summary>Gets what can be set for replies that come item by item.</summary>
    public StreamOptions Streams { get; } = new();

    /// <summary>Gets the options of single operations, by their names.</summary>
    public IDictionary<string, OperationOptions> Operations { get; } =
        new Dictionary<string, OperationOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets when an endpoint that fails leaves the rotation, and for how long.</summary>
    public EjectionOptions Ejection { get; } = new();

    /// <summary>Gets whether, and how often, endpoints are asked if they are well.</summary>
    public ProbeOptions Probe { get; } = new();

    /// <summary>Gets how payloads are written and read: System.Text.Json with its web defaults.</summary>
    /// <remarks>
    /// Insert your <c>JsonSerializerContext</c> into its <see cref="JsonSerializerOptions.TypeInfoResolverChain"/>; types that no
    /// resolver knows are read by reflection, unless the program was published without it. Set by code alone.
    /// </remarks>
    public JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Gets or sets the seed of the random numbers, so that a simulation can be repeated.</summary>
    /// <value>The default, null, takes a new one each time. Set by code alone.</value>
    public ulong? RandomSeed { get; set; }

    /// <summary>Gets what was wrong with the configuration that was read into these options.</summary>
    internal List<string> ConfigurationProblems { get; } = [];

    /// <summary>Lists an endpoint.</summary>
    /// <param name="address">Its base address: an absolute http or https URI.</param>
    /// <param name="weight">Its share of the load, relative to the other endpoints: 1 to 10,000.</param>
    /// <returns>These options.</returns>
    public LoadBalancedOptions AddEndpoint(string address, int weight = 1)
    {
        Endpoints.Add(new EndpointOptions { Address = address, Weight = weight });
        return this;
    }
}
