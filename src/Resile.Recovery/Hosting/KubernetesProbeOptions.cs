namespace Resile.Recovery.Hosting;

/// <summary>What the probes of a Kubernetes pod say that the services do not know.</summary>
public sealed class KubernetesProbeOptions
{
    /// <summary>Gets or sets the name of the container.</summary>
    /// <value>The name of the program, as far as Kubernetes allows its letters.</value>
    public string? Container { get; set; }

    /// <summary>Gets or sets the port, by number or by name.</summary>
    /// <value>8080, which the .NET images listen on.</value>
    public string Port { get; set; } = "8080";

    /// <summary>Gets or sets the path that maps the health checks tagged <c>live</c>.</summary>
    /// <value>/health/live.</value>
    public string LivePath { get; set; } = "/health/live";

    /// <summary>Gets or sets the path that maps the health checks tagged <c>ready</c>.</summary>
    /// <value>/health/ready.</value>
    public string ReadyPath { get; set; } = "/health/ready";

    /// <summary>Gets or sets the path that maps the health checks tagged <c>startup</c>.</summary>
    /// <value>/health/startup.</value>
    public string StartupPath { get; set; } = "/health/startup";

    /// <summary>Gets or sets how often a container is asked.</summary>
    /// <value>10 s; whole seconds, at least 1.</value>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long an answer may take.</summary>
    /// <value>2 s; whole seconds, at least 1.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how many liveness or readiness probes in a row may fail.</summary>
    /// <value>3.</value>
    public int FailureThreshold { get; set; } = 3;
}
