using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Resile.Integration.Tests.RabbitMq;

/// <summary>An authority that exists for a test, and vouches for what the test wants.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root = Create("Resile test authority", issuer: null, purpose: null);

    public string Pem => _root.ExportCertificatePem();

    public X509Certificate2 Issue(string name, string purpose) => Create(name, _root, new Oid(purpose));

    public void Dispose() => _root.Dispose();

    private static X509Certificate2 Create(string name, X509Certificate2? issuer, Oid? purpose)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        if (issuer is null)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
            return request.CreateSelfSigned(from, to);
        }

        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([purpose!], true));
        using var issued = request.Create(issuer, from.AddHours(1), to.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
