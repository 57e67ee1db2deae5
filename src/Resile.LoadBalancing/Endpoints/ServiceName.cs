namespace Resile.LoadBalancing.Endpoints;

/// <summary>Reads the name of a service: <c>catalog</c>, <c>http://catalog</c> or <c>https+http://catalog</c>.</summary>
internal static class ServiceName
{
    private const string Separator = "://";

    /// <summary>Lists what to ask service discovery for, best first.</summary>
    public static IEnumerable<(string Scheme, string Query)> Queries(string service)
    {
        var at = service.IndexOf(Separator, StringComparison.Ordinal);
        var schemes = at < 0 ? [Uri.UriSchemeHttps, Uri.UriSchemeHttp] : service[..at].Split('+');
        return schemes.Select(scheme => (scheme, scheme + Separator + WithoutScheme(service)));
    }

    /// <summary>Tells whether a text names a service.</summary>
    public static bool IsValid(string service) => WithoutScheme(service) is { Length: > 0 } name
        && Uri.TryCreate(Uri.UriSchemeHttp + Separator + name, UriKind.Absolute, out var uri)
        && uri is { Host.Length: > 0, PathAndQuery: "/", Fragment: "", UserInfo: "" }
        && Queries(service).All(static query => query.Scheme == Uri.UriSchemeHttp || query.Scheme == Uri.UriSchemeHttps);

    /// <summary>Gets the key of the configuration under which service discovery looks for it.</summary>
    public static string Key(string service)
    {
        // "_grpc.catalog" asks for the endpoint named grpc of the service named catalog.
        var name = WithoutScheme(service);
        return name.StartsWith('_') ? name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..] : name;
    }

    private static string WithoutScheme(string service)
    {
        var at = service.IndexOf(Separator, StringComparison.Ordinal);
        return at < 0 ? service : service[(at + Separator.Length)..];
    }
}
