using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Resile.LoadBalancing;

/// <summary>What can be set for a client whose calls travel over HTTP.</summary>
public sealed class HttpClientOptions
{
    /// <summary>Gets or sets the version of HTTP that is asked for.</summary>
    /// <value>1.0, 1.1, 2.0 or 3.0. The default is 1.1. 3.0 needs QUIC on both sides.</value>
    public Version Version { get; set; } = HttpVersion.Version11;

    /// <summary>Gets or sets whether another version will do.</summary>
    /// <value>The default is this version or a lower one. HTTP/2 without TLS needs <see cref="HttpVersionPolicy.RequestVersionExact"/>: nothing tells beforehand that the server speaks it.</value>
    public HttpVersionPolicy VersionPolicy { get; set; } = HttpVersionPolicy.RequestVersionOrLower;

    /// <summary>Gets or sets the name of the service, for listed endpoints whose addresses are something else, as an IP address.</summary>
    /// <value>The <c>Host</c> header carries it, and the certificates of servers must prove it. The default, null, takes the host of each address.</value>
    public string? HostName { get; set; }

    /// <summary>Gets or sets the file of the certificate by which the client proves who it is: PEM, or PKCS #12 (<c>.pfx</c>, <c>.p12</c>).</summary>
    /// <value>The default, null, sends none. A file that was renewed is read again for the next connection; another certificate at a change of the configuration takes new connections at once, and the old ones drain.</value>
    public string? ClientCertificate { get; set; }

    /// <summary>Gets or sets the file of its private key, where that is PEM and not in the same file.</summary>
    public string? ClientCertificateKey { get; set; }

    /// <summary>Gets or sets the password of the PKCS #12 file, or of the private key.</summary>
    public string? ClientCertificatePassword { get; set; }

    /// <summary>Gets the certificate that code gave.</summary>
    internal X509Certificate2? OwnCertificate { get; private set; }

    /// <summary>Proves by a certificate who the client is, as one out of a store. It goes before the files.</summary>
    /// <param name="certificate">The certificate, with its private key. It is not disposed of.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">It has no private key.</exception>
    public HttpClientOptions UseClientCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.HasPrivateKey)
        {
            throw new ArgumentException("The certificate has no private key, so it proves nothing. Load it with its key.", nameof(certificate));
        }

        OwnCertificate = certificate;
        return this;
    }
}
