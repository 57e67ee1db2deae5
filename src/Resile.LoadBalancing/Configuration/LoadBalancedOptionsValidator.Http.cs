using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing.Configuration;

internal sealed partial class LoadBalancedOptionsValidator
{
    private static readonly Version[] KnownVersions = [new(1, 0), new(1, 1), new(2, 0), new(3, 0)];

    private void CheckHttp(Findings findings, HttpClientOptions options)
    {
        if (!KnownVersions.Contains(options.Version))
        {
            findings.Add("Http:Version", options.Version, "is no version of HTTP. Write 1.0, 1.1, 2.0 or 3.0");
        }

        if (!Enum.IsDefined(options.VersionPolicy))
        {
            findings.Add("Http:VersionPolicy", options.VersionPolicy, $"is none of {string.Join(", ", Enum.GetNames<HttpVersionPolicy>())}");
        }

        if (options.HostName is { } name && Uri.CheckHostName(name) == UriHostNameType.Unknown)
        {
            findings.Add("Http:HostName", name, "is no name of a host");
        }

        if (ClientCertificate.ComplaintOf(options, (services.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow()) is { } complaint)
        {
            findings.Add("Http:ClientCertificate", options.ClientCertificate ?? "", complaint);
        }
    }
}
