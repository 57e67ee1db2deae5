using System.Globalization;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Http;

/// <summary>Asks an endpoint by a GET whether it is well: in the version of HTTP, and with the token, that calls have.</summary>
internal sealed class HttpProbe(Func<ClientSettings> settings, Func<CancellationToken, ValueTask<string>>? bearerToken)
{
    /// <summary>Asks it.</summary>
    /// <returns>Why it is not well: the rest of a sentence. Null where it is.</returns>
    /// <exception cref="ProbeNotSentException">There is no token to ask it with.</exception>
    public async ValueTask<string?> AskAsync(Endpoint endpoint, ProbeOptions options, CancellationToken cancellationToken)
    {
        var (version, policy) = (settings().HttpVersion, settings().HttpVersionPolicy);
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.Prefix + options.Path) { Version = version, VersionPolicy = policy };
        if (bearerToken is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + await TokenAsync(bearerToken, cancellationToken).ConfigureAwait(false));
        }

        using var response = await ((HttpMessageInvoker)endpoint.Transport!).SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"GET {options.Path} was answered with {(int)response.StatusCode}");
    }

    private static async ValueTask<string> TokenAsync(Func<CancellationToken, ValueTask<string>> source, CancellationToken cancellationToken)
    {
        try
        {
            var token = await BearerToken.AskAsync(source, cancellationToken).ConfigureAwait(false);
            return BearerToken.CanBeSent(token) ? token : throw new InvalidOperationException(BearerToken.Complaint);
        }
#pragma warning disable CA1031 // Whatever goes wrong with the source of the tokens, no endpoint is to blame.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new ProbeNotSentException(exception);
        }
    }
}
