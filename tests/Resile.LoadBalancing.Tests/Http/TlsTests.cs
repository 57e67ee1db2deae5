using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Configuration;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>TLS against real servers: names, certificates of clients, and versions of HTTP.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Name = "catalog.internal";

    private readonly string _folder = Directory.CreateTempSubdirectory("resile-tls-").FullName;
    private readonly X509Certificate2 _server = Certificate(Name);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Name_of_the_service_is_proven_and_sent_though_addresses_are_dialled()
    {
        var hosts = new List<string>();
        await using var one = await StartAsync(context => hosts.Add(context.Request.Host.Host));
        await using var two = await StartAsync(context => hosts.Add(context.Request.Host.Host));
        await using var named = ClientOf(options => options.Http.HostName = Name, AddressOf(one), AddressOf(two));
        await using var unnamed = ClientOf(null, AddressOf(one));

        Assert.Equal("Chai", (await named.Catalog.GetProductAsync(1, Cancellation)).Name);
        Assert.Equal("Chai", (await named.Catalog.GetProductAsync(1, Cancellation)).Name);
        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => unnamed.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal([Name, Name], hosts);
        Assert.Equal([1, 1], named.Snapshot.Endpoints.Select(static endpoint => endpoint.Picks));
        Assert.Contains("RemoteCertificateNameMismatch", exception.Message);
        Assert.False(exception.MayHaveBeenSent);
    }

    [Fact]
    public async Task Certificate_of_the_client_is_proven_whether_it_comes_from_code_or_from_files()
    {
        using var own = Certificate("shop");
        await using var server = await StartAsync(null, own.Thumbprint);
        var pem = Save("shop.pem", PemOf(own));
        var certificate = Save("certificate.pem", own.ExportCertificatePem());
        var key = Save("key.pem", own.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        var store = Path.Combine(_folder, "shop.pfx");
        await File.WriteAllBytesAsync(store, own.Export(X509ContentType.Pfx, "secret"), Cancellation);

        foreach (var configure in new Action<HttpClientOptions>[]
        {
            http => http.UseClientCertificate(own),
            http => http.ClientCertificate = pem,
            http => (http.ClientCertificate, http.ClientCertificateKey, http.ClientCertificatePassword) = (certificate, key, "secret"),
            http => (http.ClientCertificate, http.ClientCertificatePassword) = (store, "secret"),
        })
        {
            await using var client = ClientOf(options =>
            {
                options.Http.HostName = Name;
                configure(options.Http);
            }, AddressOf(server));

            Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
        }
    }

    [Fact]
    public async Task Endpoint_of_a_list_has_a_name_of_its_own()
    {
        var hosts = new List<string>();
        await using var one = await StartAsync(context => hosts.Add(context.Request.Host.Host));
        await using var two = await StartAsync(context => hosts.Add(context.Request.Host.Host));
        await using var client = ClientOf(options =>
        {
            options.Http.HostName = Name;
            options.Endpoints[1].Host = "elsewhere.internal";
        }, AddressOf(one), AddressOf(two));

        await client.Catalog.GetProductAsync(1, Cancellation);
        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal([Name], hosts);
        Assert.Contains("RemoteCertificateNameMismatch", exception.Message);
        Assert.Equal([Name, "elsewhere.internal"], client.Snapshot.Endpoints.Select(static endpoint => endpoint.Address.Host));
    }

    [Fact]
    public async Task Certificate_of_a_changed_configuration_takes_over_and_one_that_was_renewed_is_read_again()
    {
        using var first = Certificate("shop");
        using var second = Certificate("shop");
        using var third = Certificate("shop");
        string? seen = null;
        await using var server = await StartAsync(context => seen = context.Connection.ClientCertificate?.Thumbprint, trusted: "", isAnyTrusted: true);
        var (a, b) = (Save("a.pem", PemOf(first)), Save("b.pem", PemOf(second)));
        (string, string?)[] With(string file) =>
        [
            ("Resile:Clients:Catalog:Endpoints:0:Address", AddressOf(server)), ("Resile:Clients:Catalog:Endpoints:0:Host", Name), ("Resile:Clients:Catalog:Http:ClientCertificate", file),
        ];
        var configuration = new SettableConfiguration(With(a));
        var lifetime = Timeout.InfiniteTimeSpan;
        await using var client = CatalogClient.Create(options =>
        {
            Trust(options);
            options.ConfigureHandler(handler => handler.PooledConnectionLifetime = lifetime);
        }, configuration.Root);

        await client.Catalog.GetProductAsync(1, Cancellation);
        Assert.Equal(first.Thumbprint, seen);
        lifetime = TimeSpan.Zero;
        configuration.Change(With(b));
        await client.Catalog.GetProductAsync(1, Cancellation);
        Assert.Equal(second.Thumbprint, seen);

        File.WriteAllText(b, "half a certif");
        File.SetLastWriteTimeUtc(b, DateTime.UtcNow.AddMinutes(1));
        await client.Catalog.GetProductAsync(1, Cancellation);
        Assert.Equal(second.Thumbprint, seen);
        File.WriteAllText(b, PemOf(third));
        File.SetLastWriteTimeUtc(b, DateTime.UtcNow.AddMinutes(2));
        await client.Catalog.GetProductAsync(1, Cancellation);
        Assert.Equal(third.Thumbprint, seen);
    }

    [Fact]
    public async Task Missing_or_strange_certificate_of_a_client_is_refused()
    {
        using var stranger = Certificate("stranger");
        await using var server = await StartAsync(null, "another");
        await using var without = ClientOf(static options => options.Http.HostName = Name, AddressOf(server));
        await using var strange = ClientOf(options =>
        {
            options.Http.HostName = Name;
            options.Http.UseClientCertificate(stranger);
        }, AddressOf(server));

        foreach (var client in new[] { without, strange })
        {
            var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => client.Catalog.GetProductAsync(1, Cancellation));
            Assert.Matches("connection|SSL|handshake", exception.Message);
        }
    }

    [Fact]
    public void Certificate_that_cannot_work_stops_the_program_at_its_start_by_its_key()
    {
        using var expired = Certificate("shop", DateTimeOffset.UtcNow.AddDays(-2));
        var old = Save("old.pem", PemOf(expired));
        var keyless = Save("keyless.pem", expired.ExportCertificatePem());

        Assert.Contains($"'Resile:Clients:Catalog:Http:ClientCertificate' = '{old}' has expired on ", Complaint("ClientCertificate", old));
        Assert.Contains($"'{keyless}' cannot be read: ", Complaint("ClientCertificate", keyless));
        Assert.Contains("cannot be read: ", Complaint("ClientCertificate", Path.Combine(_folder, "none.pem")));
        Assert.Contains("'Resile:Clients:Catalog:Http:Version' = '1.2' is no version of HTTP", Complaint("Version", "1.2"));
        Assert.Contains("'Resile:Clients:Catalog:Http:VersionPolicy' = 'Any' is none of ", Complaint("VersionPolicy", "Any"));
        Assert.Contains("'Resile:Clients:Catalog:Http:HostName' = 'a b' is no name of a host", Complaint("HostName", "a b"));
        Assert.Contains("'Resile:Clients:Catalog:Endpoints:0:Host' = 'a b' is no name of a host", Complaint("Version", "1.1", host: "a b"));
    }

    [Theory]
    [InlineData("http", "2.0", HttpVersionPolicy.RequestVersionExact, "HTTP/2")]
    [InlineData("https", "2.0", HttpVersionPolicy.RequestVersionOrLower, "HTTP/2")]
    [InlineData("https", "1.1", HttpVersionPolicy.RequestVersionOrHigher, "HTTP/2")]
    [InlineData("http", "2.0", HttpVersionPolicy.RequestVersionOrLower, "HTTP/1.1")]
    [InlineData("https", "1.1", HttpVersionPolicy.RequestVersionOrLower, "HTTP/1.1")]
    public async Task Version_of_HTTP_is_as_the_options_say(string scheme, string version, HttpVersionPolicy policy, string expected)
    {
        var protocol = "";
        await using var server = await StartAsync(context => protocol = context.Request.Protocol, isClear: scheme == "http",
            protocols: scheme == "http" && expected == "HTTP/2" ? HttpProtocols.Http2 : HttpProtocols.Http1AndHttp2);
        await using var client = ClientOf(options =>
        {
            options.Http.HostName = Name;
            options.Http.Version = Version.Parse(version);
            options.Http.VersionPolicy = policy;
        }, AddressOf(server));

        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
        Assert.Equal(expected, protocol);
    }

    private static string AddressOf(WebApplication server) => server.Urls.First();

    private static string Complaint(string key, string value, string? host = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"Resile:Clients:Catalog:Http:{key}"] = value,
            ["Resile:Clients:Catalog:Endpoints:0:Address"] = "https://127.0.0.1:1",
            ["Resile:Clients:Catalog:Endpoints:0:Host"] = host ?? Name,
        }).Build();
        var client = CatalogClient.Create(configuration: configuration);
        return Assert.Throws<OptionsValidationException>(() => client.Catalog).Message;
    }

    private static X509Certificate2 Certificate(string name, DateTimeOffset? end = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-3), end ?? DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    private CatalogClient ClientOf(Action<LoadBalancedOptions>? configure, params string[] addresses) => CatalogClient.Create(options =>
    {
        Array.ForEach(addresses, address => options.AddEndpoint(address));
        Trust(options);
        configure?.Invoke(options);
    });

    // Trusts the servers' certificate as a root would be; the name is checked as ever.
    private void Trust(LoadBalancedOptions options)
    {
        options.Policy = LoadBalancingPolicies.RoundRobin;
        options.Retry.MaxAttempts = 1;
        options.Deadline = options.ConnectTimeout = TimeSpan.FromMinutes(1);
        options.ConfigureHandler(handler => handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _server },
            RevocationMode = X509RevocationMode.NoCheck,
        });
    }

    private static string PemOf(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private string Save(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<WebApplication> StartAsync(
        Action<HttpContext>? see, string? trusted = null, bool isClear = false, HttpProtocols protocols = HttpProtocols.Http1AndHttp2, bool isAnyTrusted = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (!isClear)
            {
                listen.UseHttps(_server, https =>
                {
                    https.ClientCertificateMode = trusted is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (certificate, _, _) => isAnyTrusted || certificate.Thumbprint == trusted;
                });
            }
        }));
        var server = builder.Build();
        server.MapGet("/products/{id}", (HttpContext context, int id) =>
        {
            see?.Invoke(context);
            return new Product(id, "Chai", 18m);
        });
        await server.StartAsync(Cancellation);
        return server;
    }
}
