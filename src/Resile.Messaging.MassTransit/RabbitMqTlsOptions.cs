using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Resile.Messaging.MassTransit;

/// <summary>Sets up TLS to RabbitMQ, where the address is <c>amqps</c>. Configuration section: <c>Resile:Messaging:RabbitMq:Tls</c>.</summary>
/// <remarks>Read at start-up: a certificate that cannot be loaded stops the start, and a renewed one is used after the next.</remarks>
public sealed class RabbitMqTlsOptions
{
    /// <summary>Gets or sets the name that the broker's certificate has to bear.</summary>
    /// <value>The default is null: the host of the address.</value>
    public string? ServerName { get; set; }

    /// <summary>Gets or sets the versions of TLS that may be spoken.</summary>
    /// <value>The default is <see cref="SslProtocols.None"/>: what the operating system thinks right. If not that, <see cref="SslProtocols.Tls12"/>, <see cref="SslProtocols.Tls13"/> or both.</value>
    public SslProtocols Protocols { get; set; } = SslProtocols.None;

    /// <summary>Gets or sets the file of the authorities that may vouch for the broker, in PEM: those of the machine do not count then.</summary>
    /// <value>The default is null: those that the machine trusts.</value>
    public string? AuthorityFile { get; set; }

    /// <summary>Gets or sets the file of the client's certificate: PKCS#12 with its key, or PEM.</summary>
    /// <value>The default is null: none.</value>
    public string? CertificateFile { get; set; }

    /// <summary>Gets or sets the file of the key of a certificate in PEM.</summary>
    /// <value>The default is null: it is in <see cref="CertificateFile"/>.</value>
    public string? CertificateKeyFile { get; set; }

    /// <summary>Gets or sets the password of the file that has the key.</summary>
    /// <value>The default is null: it has none.</value>
    public string? CertificatePassword { get; set; }

    /// <summary>Gets or sets the thumbprint by which the client's certificate is found among the personal ones in the store of <see cref="CertificateStore"/>.</summary>
    /// <value>The default is null: none.</value>
    public string? CertificateThumbprint { get; set; }

    /// <summary>Gets or sets whose store <see cref="CertificateThumbprint"/> is looked up in.</summary>
    /// <value>The default is <see cref="StoreLocation.CurrentUser"/>.</value>
    public StoreLocation CertificateStore { get; set; } = StoreLocation.CurrentUser;

    /// <summary>Gets or sets the client's certificate, with its key, where the program has it already. It stays the program's.</summary>
    /// <value>The default is null: none.</value>
    public X509Certificate2? Certificate { get; set; }
}
