using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Loads the certificates that the options name.</summary>
internal static class TlsCertificates
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Loads the client's certificate; null where there is none.</summary>
    /// <exception cref="CryptographicException">It cannot be loaded, or has no key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static X509Certificate2? LoadClient(RabbitMqTlsOptions options)
    {
        var certificate = options.Certificate
            ?? (options.CertificateThumbprint is { } thumbprint ? Find(thumbprint, options.CertificateStore)
                : options.CertificateFile is { } file ? Load(file, options.CertificateKeyFile, options.CertificatePassword)
                : null);
        return certificate is null or { HasPrivateKey: true } ? certificate : throw new CryptographicException("The certificate has no private key.");
    }

    /// <summary>Loads the authorities that may vouch for the broker; null where the machine's do.</summary>
    /// <exception cref="CryptographicException">They cannot be loaded, or there are none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static X509Certificate2Collection? LoadAuthorities(RabbitMqTlsOptions options)
    {
        if (options.AuthorityFile is not { } file)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("The file has no certificate in PEM.");
    }

    /// <summary>Makes what decides whether a broker is trusted by authorities of the program's own.</summary>
    public static RemoteCertificateValidationCallback TrustOnly(X509Certificate2Collection authorities) => (_, certificate, chain, errors) =>
    {
        // A wrong name, or no certificate, no authority can mend.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);

        // As SslStream does where nobody says otherwise.
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return own.Build((X509Certificate2)certificate);
    };

    private static X509Certificate2 Load(string file, string? keyFile, string? password)
    {
        if (X509Certificate2.GetCertContentType(file) == X509ContentType.Pkcs12)
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);
        }

        var certificate = password is null
            ? X509Certificate2.CreateFromPemFile(file, keyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password, keyFile);
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // Windows' TLS does not take a key that is in memory alone.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    private static X509Certificate2 Find(string thumbprint, StoreLocation location)
    {
        using var store = new X509Store(StoreName.My, location);
        store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        var found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
        return found.Count > 0 ? found[0] : throw new CryptographicException($"No certificate of this thumbprint is among the personal ones of {location}.");
    }
}
