using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>Where an endpoint is, and how much of the load it is to carry.</summary>
/// <param name="Uri">
/// Its base address: scheme, host and port, and a path if all its routes begin with one. The host is also the name that the
/// <c>Host</c> header carries and that the certificate must prove.
/// </param>
/// <param name="Weight">Its share of the load, relative to the other endpoints.</param>
/// <param name="Target">What to connect to where that is not the URI's own host and port, as with a resolved IP address.</param>
/// <exception cref="ArgumentException">The URI is not absolute, or names a user.</exception>
/// <exception cref="ArgumentOutOfRangeException">The weight is not 1 to 10,000.</exception>
public sealed record EndpointAddress(Uri Uri, int Weight = EndpointAddress.DefaultWeight, EndPoint? Target = null)
{
    /// <summary>The weight of an endpoint that sets none.</summary>
    public const int DefaultWeight = 1;

    /// <summary>The largest weight.</summary>
    public const int MaxWeight = 10_000;

    /// <summary>The largest priority.</summary>
    public const int MaxPriority = 100;

    /// <summary>Gets its base address: scheme, host and port, and a path if all its routes begin with one.</summary>
    public Uri Uri { get; init; } = Checked(Uri);

    /// <summary>Gets its share of the load, relative to the other endpoints.</summary>
    /// <value>1 to 10,000.</value>
    public int Weight { get; init; } = Checked(Weight);

    /// <summary>Gets its rank: calls go to endpoints of a higher number only as far as those of lower ones are not healthy.</summary>
    /// <value>0 to 100. The default is 0, the first.</value>
    /// <exception cref="ArgumentOutOfRangeException">The priority is not 0 to 100.</exception>
    public int Priority
    {
        get;
        init => field = value is >= 0 and <= MaxPriority
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The priority of an endpoint must be 0 to {MaxPriority}.");
    }

    /// <summary>Gets the zone that it stands in; a client prefers those of its own.</summary>
    /// <value>The default, null, is none.</value>
    public string? Zone { get; init; }

    /// <summary>Reads an address as a person writes it: an absolute http or https URI without query, fragment or user name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="uri">The address, or null where the text is none.</param>
    public static bool TryParseUri([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Uri? uri) =>
        System.Uri.TryCreate(text, UriKind.Absolute, out uri) && IsHttp(uri);

    /// <summary>Reads an address of a contract that travels over a transport: its scheme must be one of the transport's.</summary>
    internal static bool TryParseUri(string? text, Transport transport, [NotNullWhen(true)] out Uri? uri)
    {
        if (transport == Transport.Http)
        {
            return TryParseUri(text, out uri);
        }

        if (transport == TransportSchemes.Any)
        {
            return System.Uri.TryCreate(text, UriKind.Absolute, out uri) && uri is { Host.Length: > 0, UserInfo: "" };
        }

        return System.Uri.TryCreate(text, UriKind.Absolute, out uri) && TransportSchemes.Of(transport).Contains(uri.Scheme)
            && uri is { Port: > 0, Host.Length: > 0, UserInfo: "", Query: "", Fragment: "", AbsolutePath: "" or "/" };
    }

    // Addresses stand in messages and logs, so they must not carry a password.
    private static Uri Checked(Uri uri) => uri is { IsAbsoluteUri: true, UserInfo: "" }
        ? uri
        : throw new ArgumentException("The address of an endpoint must be an absolute URI without a user name.", nameof(uri));

    private static int Checked(int weight) => weight is >= 1 and <= MaxWeight
        ? weight
        : throw new ArgumentOutOfRangeException(nameof(weight), weight, $"The weight of an endpoint must be 1 to {MaxWeight}.");

    private static bool IsHttp(Uri uri) => (uri.Scheme == System.Uri.UriSchemeHttp || uri.Scheme == System.Uri.UriSchemeHttps)
        && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
