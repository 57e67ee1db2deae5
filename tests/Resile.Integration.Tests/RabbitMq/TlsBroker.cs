using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;

namespace Resile.Integration.Tests.RabbitMq;

/// <summary>A RabbitMQ of the tests' own that wants a certificate of its clients. Started by the first test that needs it.</summary>
public sealed class TlsBroker : IAsyncDisposable
{
    /// <summary>The name that its certificate bears, beside its address.</summary>
    public const string Name = "broker.test";

    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resile-tls-");
    private Process? _process;
    private Uri? _address;

    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Starts it, and gets its address.</summary>
    public async Task<Uri> StartAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(System.IO.File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server") && Environment.GetEnvironmentVariable("RESILE_RABBITMQ") is not null,
            "No RabbitMQ on this machine: run tests/run.sh.");
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _address ??= await LaunchAsync().WaitAsync(Patience, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // The script waits for its input to end, and stops its servers then.
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
            _process.Dispose();
        }

        _folder.Delete(recursive: true);
        _gate.Dispose();
    }

    private async Task<Uri> LaunchAsync()
    {
        WriteCertificates();
        var port = FreePort();
        await System.IO.File.WriteAllTextAsync(File("tls.conf"),
            $"""
            listeners.ssl.default = 127.0.0.1:{port}
            ssl_options.cacertfile = {File("authority.pem")}
            ssl_options.certfile = {File("broker.pem")}
            ssl_options.keyfile = {File("broker.key")}
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = true

            """);
        var servers = typeof(TlsBroker).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "Servers").Value!;
        var start = new ProcessStartInfo("bash", ["-c", "source \"$0\"; servers_launch rabbitmq; servers_wait; echo \"$RESILE_RABBITMQ\"; read -r", servers])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("RESILE_RABBITMQ");
        start.Environment["RESILE_RABBITMQ_CONFIGURATION"] = File("tls.conf");
        _process = Process.Start(start)!;
        var plain = new Uri(await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The broker did not start."));
        return new UriBuilder(plain) { Scheme = "amqps", Port = port }.Uri;
    }

    private void WriteCertificates()
    {
        using var authority = new TestAuthority();
        using var broker = authority.Issue(Name, ForServers);
        using var client = authority.Issue("client.test", ForClients);
        Write("authority.pem", authority.Pem);
        Write("broker.pem", broker.ExportCertificatePem());
        Write("broker.key", broker.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Write("client.pem", client.ExportCertificatePem() + "\n" + client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        System.IO.File.WriteAllBytes(File("client.pfx"), client.Export(X509ContentType.Pkcs12, "sesame"));
        using var stranger = new TestAuthority();
        Write("stranger.pem", stranger.Pem);
        using var imposter = stranger.Issue("client.test", ForClients);
        System.IO.File.WriteAllBytes(File("imposter.pfx"), imposter.Export(X509ContentType.Pkcs12, "sesame"));

        // The broker runs as another user where this one is root.
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_101_101);
        }
    }

    private void Write(string name, string pem) => System.IO.File.WriteAllText(File(name), pem);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
