namespace Resile.AspNetCore.LoadBalancing;

/// <summary>What can be set for a contract that is served.</summary>
/// <remarks>
/// Code sets it where it maps the contract; the section <c>Resile:Skeletons:&lt;Contract&gt;</c> of the configuration has the last word. It is
/// read when the program starts.
/// </remarks>
public sealed class SkeletonOptions
{
    /// <summary>The section of the configuration under which each contract has its own.</summary>
    public const string SectionName = "Resile:Skeletons";

    /// <summary>Gets or sets the largest body of a request that is read, in bytes.</summary>
    /// <value>At least 1. The default is 16 MiB. A larger one is answered with 413.</value>
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets how long a reply that comes item by item may be silent; then a byte is sent that means nothing.</summary>
    /// <value>More than zero. The default is 10 seconds; the clients' <c>Streams:IdleTimeout</c> must be longer.</value>
    public TimeSpan StreamPulse { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets whether answers say how many calls the server is working on, and how long it worked on this one (<c>Resile-Load</c>).</summary>
    /// <value>The default is true. Policies of clients pick by it; switch it off where strangers can read the answers and should not know.</value>
    public bool SendLoad { get; set; } = true;
}
