using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Resile.LoadBalancing.Http;

/// <summary>The certificate of a client that lies in a file. Each new connection takes it as the file has it then, so that a renewed one is used without a restart.</summary>
internal sealed class ClientCertificateFile
{
    private readonly HttpClientOptions _options;
    private readonly Lock _reading = new();
    private (DateTime Certificate, DateTime Key) _writtenAt;
    private X509Certificate2 _current;

    private ClientCertificateFile(HttpClientOptions options)
    {
        _options = options;
        _writtenAt = WrittenAt();
        _current = ClientCertificate.Load(options)!;
    }

    /// <summary>Gets the certificate. One that has been replaced is left to connections that still hold it.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (_reading)
            {
                if (WrittenAt() is var writtenAt && writtenAt != _writtenAt)
                {
                    _current = Renewed() ?? _current;
                    _writtenAt = writtenAt;
                }

                return _current;
            }
        }
    }

    /// <summary>Opens the file that options name; null where they name none.</summary>
    public static ClientCertificateFile? Of(HttpClientOptions options) => string.IsNullOrEmpty(options.ClientCertificate) ? null : new(options);

    // Half a file, or one whose key has not come yet, is no reason to do without: the next write is seen, too.
    private X509Certificate2? Renewed()
    {
        try
        {
            return ClientCertificate.Load(_options);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private (DateTime Certificate, DateTime Key) WrittenAt() =>
        (File.GetLastWriteTimeUtc(_options.ClientCertificate!), _options.ClientCertificateKey is { } key ? File.GetLastWriteTimeUtc(key) : default);
}
