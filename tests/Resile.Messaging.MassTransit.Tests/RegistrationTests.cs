using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.Tests;

public sealed class RegistrationTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public void Transport_is_registered_once_however_often_it_is_asked_for()
    {
        new MessagingBuilder(_services).UseInMemory().UseInMemory();

        using var provider = _services.BuildServiceProvider();
        Assert.Equal("in-memory", Assert.Single(provider.GetServices<IEnvelopeTransport>()).Name);
    }

    [Fact]
    public void Second_transport_is_refused()
    {
        var builder = new MessagingBuilder(_services).UseInMemory();

        var exception = Assert.Throws<DurableMessageException>(() => builder.UseRabbitMq("amqp://host"));

        Assert.Contains("InMemoryTransport", exception.Message);
    }

    [Fact]
    public void Configuration_wins_over_code()
    {
        AddConfiguration(("Address", "amqp://configured"), ("QuorumQueues", "false"), ("ConfirmTimeout", "00:00:03"));
        new MessagingBuilder(_services).UseRabbitMq(new Uri("amqp://code"), options => options.ReconnectDelay = TimeSpan.FromSeconds(2));

        var options = ReadOptions();

        Assert.Equal("amqp://configured", options.Address);
        Assert.False(options.QuorumQueues);
        Assert.Equal(TimeSpan.FromSeconds(3), options.ConfirmTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), options.ReconnectDelay);
    }

    [Fact]
    public void Options_work_without_any_configuration()
    {
        new MessagingBuilder(_services).UseRabbitMq("amqp://code");

        Assert.Equal("amqp://code", ReadOptions().Address);
    }

    [Theory]
    [InlineData("Address", "", "Address is missing")]
    [InlineData("Address", "http://u:secret@h", "Address is 'http://***@h': its scheme is unknown")]
    [InlineData("Address", "amqp://user:secret", "Address is 'amqp://user:***': it is not an address")]
    [InlineData("ConfirmTimeout", "00:00:00", "ConfirmTimeout is '00:00:00'")]
    [InlineData("ReconnectDelay", "1.00:00:00", "ReconnectDelay is '1.00:00:00'")]
    [InlineData("Heartbeat", "-00:00:01", "Heartbeat is '-00:00:01'")]
    [InlineData("ReturnDelay", "-00:00:01", "ReturnDelay is '-00:00:01'")]
    [InlineData("Tls:ServerName", "elsewhere", "Tls is set, and Resile:Messaging:RabbitMq:Address is not encrypted")]
    [InlineData("Tls:CertificatePassword", "secret", "Tls has a CertificateKeyFile or a CertificatePassword, and no CertificateFile")]
    [InlineData("Tls:CertificateFile", "/nowhere/client.pem", "Tls:CertificateFile is '/nowhere/client.pem', which cannot be used: ")]
    [InlineData("Tls:CertificateThumbprint", "00", "Tls:CertificateThumbprint is '00', which cannot be used: ")]
    [InlineData("Tls:AuthorityFile", "/nowhere/authority.pem", "Tls:AuthorityFile is '/nowhere/authority.pem', which cannot be used: ")]
    [InlineData("Tls:Protocols", "Tls11", "Tls:Protocols is 'Tls11'")]
    public void Option_that_cannot_work_is_refused_by_key_and_value(string key, string value, string message)
    {
        AddConfiguration((key, value));
        new MessagingBuilder(_services).UseRabbitMq("amqp://code");

        var exception = Assert.Throws<OptionsValidationException>(ReadOptions);

        Assert.Contains($"Resile:Messaging:RabbitMq:{message}", exception.Message);
        Assert.DoesNotContain("secret", exception.Message);
    }

    [Fact]
    public void Client_s_certificate_is_one_and_has_a_key()
    {
        var (folder, password) = (Directory.CreateTempSubdirectory("resile-tls-"), "secret");
        try
        {
            using var key = RSA.Create(2048);
            using var certificate = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            var (pem, pfx, bare) = (Path.Combine(folder.FullName, "c.pem"), Path.Combine(folder.FullName, "c.pfx"), Path.Combine(folder.FullName, "bare.pem"));
            File.WriteAllText(pem, certificate.ExportCertificatePem() + "\n" + key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
            File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pkcs12, password));
            File.WriteAllText(bare, certificate.ExportCertificatePem());

            Assert.Empty(Failures(tls => (tls.CertificateFile, tls.CertificatePassword) = (pem, password)));
            Assert.Empty(Failures(tls => (tls.CertificateFile, tls.CertificatePassword) = (pfx, password)));
            Assert.Empty(Failures(tls => (tls.Certificate, tls.AuthorityFile) = (certificate, bare)));
            Assert.Contains($"CertificateFile is '{pfx}', which cannot be used: ", Assert.Single(Failures(tls => (tls.CertificateFile, tls.CertificatePassword) = (pfx, "wrong secret"))));
            Assert.Contains($"CertificateFile is '{bare}', which cannot be used: ", Assert.Single(Failures(tls => tls.CertificateFile = bare)));
            Assert.Contains("names more than one certificate", Assert.Single(Failures(tls => (tls.CertificateFile, tls.Certificate) = (pem, certificate))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Failures(Action<RabbitMqTlsOptions> configure)
    {
        var options = new RabbitMqOptions { Address = "amqps://host" };
        configure(options.Tls);
        var failures = new RabbitMqOptionsValidator().Validate(name: null, options).Failures?.ToList() ?? [];
        Assert.DoesNotContain(failures, static failure => failure.Contains("secret", StringComparison.Ordinal));
        return failures;
    }

    private void AddConfiguration(params (string Key, string Value)[] settings) => _services.AddSingleton<IConfiguration>(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => $"{RabbitMqOptions.Section}:{s.Key}", s => (string?)s.Value))
            .Build());

    private RabbitMqOptions ReadOptions()
    {
        using var provider = _services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<RabbitMqOptions>>().Value;
    }
}
