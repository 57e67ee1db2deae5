using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Resile.Messaging.MassTransit.RabbitMq;

namespace Resile.Messaging.MassTransit;

/// <summary>Refuses options that cannot work, naming the key and the value (never a password).</summary>
internal sealed class RabbitMqOptionsValidator : IValidateOptions<RabbitMqOptions>
{
    public ValidateOptionsResult Validate(string? name, RabbitMqOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Address))
        {
            failures.Add($"{RabbitMqOptions.Section}:Address is missing; set it to amqp://user:password@host:port/vhost.");
        }
        else if (!RabbitMqAddress.TryParse(options.Address, out _, out var error))
        {
            failures.Add($"{RabbitMqOptions.Section}:Address is '{RabbitMqAddress.Redact(options.Address)}': {error}");
        }

        CheckTls(options, failures);
        CheckRange(nameof(options.ConfirmTimeout), options.ConfirmTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        CheckRange(nameof(options.ReconnectDelay), options.ReconnectDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        CheckRange(nameof(options.Heartbeat), options.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        CheckRange(nameof(options.ReturnDelay), options.ReturnDelay, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckRange(string key, TimeSpan value, TimeSpan lowest, TimeSpan highest)
        {
            if (value < lowest || value > highest)
            {
                failures.Add($"{RabbitMqOptions.Section}:{key} is '{value}'; it has to lie between {lowest} and {highest}.");
            }
        }
    }

    private static void CheckTls(RabbitMqOptions options, List<string> failures)
    {
        var (tls, section) = (options.Tls, $"{RabbitMqOptions.Section}:{nameof(RabbitMqOptions.Tls)}");
        var certificates = (tls.Certificate is null ? 0 : 1) + (tls.CertificateFile is null ? 0 : 1) + (tls.CertificateThumbprint is null ? 0 : 1);
        if (certificates > 1)
        {
            failures.Add($"{section} names more than one certificate; set one of Certificate, CertificateFile and CertificateThumbprint.");
            return;
        }

        if (tls.CertificateFile is null && (tls.CertificateKeyFile ?? tls.CertificatePassword) is not null)
        {
            failures.Add($"{section} has a CertificateKeyFile or a CertificatePassword, and no CertificateFile that it belongs to.");
        }

        if ((certificates > 0 || (tls.AuthorityFile ?? tls.ServerName) is not null)
            && options.Address is { } address && RabbitMqAddress.TryParse(address, out var parsed, out _) && !parsed.Tls)
        {
            failures.Add($"{section} is set, and {RabbitMqOptions.Section}:Address is not encrypted; begin it with amqps://.");
        }

        if ((tls.Protocols & ~(SslProtocols.Tls12 | SslProtocols.Tls13)) != SslProtocols.None)
        {
            failures.Add($"{section}:Protocols is '{tls.Protocols}'; it has to be None, Tls12, Tls13, or both of these.");
        }

        CheckLoads(tls.CertificateThumbprint is { } thumbprint ? $"{section}:CertificateThumbprint is '{thumbprint}'" : $"{section}:CertificateFile is '{tls.CertificateFile}'",
            () => TlsCertificates.LoadClient(tls));
        CheckLoads($"{section}:AuthorityFile is '{tls.AuthorityFile}'", () => TlsCertificates.LoadAuthorities(tls));

        void CheckLoads(string what, Action load)
        {
            try
            {
                load();
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                failures.Add($"{what}, which cannot be used: {exception.Message}");
            }
        }
    }
}
