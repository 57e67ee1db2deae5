using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Resile.LoadBalancing.Http;

/// <summary>Loads the certificate by which a client proves who it is.</summary>
internal static class ClientCertificate
{
    /// <summary>Loads it; null where there is none.</summary>
    /// <exception cref="Exception">It cannot be read.</exception>
    public static X509Certificate2? Load(HttpClientOptions options)
    {
        if (options.OwnCertificate is not null || string.IsNullOrEmpty(options.ClientCertificate))
        {
            return options.OwnCertificate;
        }

        var (path, key, password) = (options.ClientCertificate, options.ClientCertificateKey, options.ClientCertificatePassword);
        return Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12"
            ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
            : Usable(password is null ? X509Certificate2.CreateFromPemFile(path, key) : X509Certificate2.CreateFromEncryptedPemFile(path, password, key));
    }

    // Windows proves nothing by a key that lives in memory alone, as those out of PEM do.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    /// <summary>Tells it apart from another one; null where there is none.</summary>
    public static string? FingerprintOf(HttpClientOptions options)
    {
        var certificate = Load(options);
        var fingerprint = certificate?.GetCertHashString(HashAlgorithmName.SHA256);
        if (certificate != options.OwnCertificate)
        {
            certificate?.Dispose();
        }

        return fingerprint;
    }

    /// <summary>Finds what keeps it from being used now: the rest of a sentence, or null.</summary>
    public static string? ComplaintOf(HttpClientOptions options, DateTimeOffset now)
    {
        X509Certificate2? certificate;
        try
        {
            certificate = Load(options);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "cannot be read: " + exception.Message.TrimEnd('.');
        }

        var complaint = certificate is null ? null
            : !certificate.HasPrivateKey ? "has no private key. Set ClientCertificateKey, or use a file that holds both"
            : certificate.NotAfter < now ? FormattableString.Invariant($"has expired on {certificate.NotAfter:yyyy-MM-dd}. Renew it")
            : certificate.NotBefore > now ? FormattableString.Invariant($"is not valid before {certificate.NotBefore:yyyy-MM-dd}. See whether the clock is right")
            : null;
        if (certificate != options.OwnCertificate)
        {
            certificate?.Dispose();
        }

        return complaint;
    }
}
