namespace Resile.LoadBalancing.Endpoints;

/// <summary>Reads the name of a service: <c>catalog</c>, <c>http://catalog</c> or <c>https+http://catalog</c>.</summary>
internal static class ServiceName
{
    private const string Separator = "://";

    /// <summary>Lists what to ask service discovery for, best first.</summary>
    public static IEnumerable<(string Scheme, string Query)> Queries(string service, Transport transport = Transport.Http)
    {
        var at = service.IndexOf(Separator, StringComparison.Ordinal);
        IReadOnlyList<string> schemes = at < 0 ? TransportSchemes.Of(transport) : service[..at].Split('+');
        return schemes.Select(scheme => (scheme, scheme + Separator + WithoutScheme(service)));
    }

    /// <summary>Tells whether a text names a service.</summary>
    public static bool IsValid(string service, Transport transport = Transport.Http) => WithoutScheme(service) is { Length: > 0 } name
        && Uri.TryCreate(Uri.UriSchemeHttp + Separator + name, UriKind.Absolute, out var uri)
        && uri is { Host.Length: > 0, PathAndQuery: "/", Fragment: "", UserInfo: "" }
        && Queries(service, transport).All(query => TransportSchemes.Of(transport).Contains(query.Scheme));

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
