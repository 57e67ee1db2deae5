using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.MassTransit;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.RabbitMq;

/// <summary>Proves on a broker with <c>verify_peer</c> and <c>fail_if_no_peer_cert</c> who gets through, and who does not.</summary>
public sealed class TlsTests(TlsBroker broker) : IClassFixture<TlsBroker>
{
    // Long enough for ten attempts.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_travels_with_a_certificate_from_a_PEM_file() => await TravelsAsync(tls =>
    {
        tls.AuthorityFile = broker.File("authority.pem");
        tls.CertificateFile = broker.File("client.pem");
    });

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task Message_travels_with_a_certificate_from_a_PKCS12_file_a_name_and_a_version(SslProtocols protocols) => await TravelsAsync(tls =>
    {
        tls.AuthorityFile = broker.File("authority.pem");
        (tls.CertificateFile, tls.CertificatePassword) = (broker.File("client.pfx"), "sesame");
        (tls.ServerName, tls.Protocols) = (TlsBroker.Name, protocols);
    });

    [Fact]
    public async Task Message_travels_with_a_certificate_of_the_program()
    {
        await broker.StartAsync(Token);
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(broker.File("client.pfx"), "sesame");
        await TravelsAsync(tls => (tls.AuthorityFile, tls.Certificate) = (broker.File("authority.pem"), certificate));
    }

    [Fact]
    public async Task Client_without_a_certificate_is_refused() => await IsRefusedAsync(tls => tls.AuthorityFile = broker.File("authority.pem"));

    [Fact]
    public async Task Client_with_a_certificate_of_a_stranger_is_refused() => await IsRefusedAsync(tls =>
    {
        tls.AuthorityFile = broker.File("authority.pem");
        (tls.CertificateFile, tls.CertificatePassword) = (broker.File("imposter.pfx"), "sesame");
    });

    [Fact]
    public async Task Broker_that_the_machine_does_not_trust_is_refused() => await IsRefusedAsync(tls => tls.CertificateFile = broker.File("client.pem"));

    [Fact]
    public async Task Broker_that_another_authority_vouches_for_is_refused() => await IsRefusedAsync(tls =>
        (tls.AuthorityFile, tls.CertificateFile) = (broker.File("stranger.pem"), broker.File("client.pem")));

    [Fact]
    public async Task Broker_of_another_name_is_refused() => await IsRefusedAsync(tls =>
        (tls.AuthorityFile, tls.CertificateFile, tls.ServerName) = (broker.File("authority.pem"), broker.File("client.pem"), "elsewhere.test"));

    private async Task TravelsAsync(Action<RabbitMqTlsOptions> configure)
    {
        var address = await broker.StartAsync(Token);
        await using var transport = new TransportUnderTest(address, options => configure(options.Tls));
        var topology = new TestTopology();
        await transport.StartAndWaitAsync(topology);

        var result = await transport.PublishAsync(topology.Envelope());

        Assert.Equal(PublishOutcome.Confirmed, result.Outcome);
        await Eventually.TrueAsync(() => transport.Received.Count == 1);
    }

    private async Task IsRefusedAsync(Action<RabbitMqTlsOptions> configure)
    {
        var address = await broker.StartAsync(Token);
        await using var transport = new TransportUnderTest(address, options => configure(options.Tls));
        await transport.StartAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => transport.Transport.WaitUntilAvailableAsync(Token).WaitAsync(LongEnough, Token));
    }
}
