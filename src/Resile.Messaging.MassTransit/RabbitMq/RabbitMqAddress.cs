using System.Diagnostics.CodeAnalysis;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>A broker's address, taken apart. Its text form holds neither user nor password and may be logged.</summary>
internal sealed class RabbitMqAddress
{
    private const ushort PlainPort = 5672;
    private const ushort TlsPort = 5671;

    public required string Host { get; init; }

    public required ushort Port { get; init; }

    public required string VirtualHost { get; init; }

    public required string UserName { get; init; }

    public required string Password { get; init; }

    public required bool Tls { get; init; }

    public override string ToString() => $"{Host}:{Port}/{(VirtualHost == "/" ? "" : VirtualHost)}";

    /// <summary>Writes the address of a temporary queue as MassTransit does, so that a plain MassTransit service can send answers there.</summary>
    public string AddressOfReplies(string queue) =>
        $"rabbitmq://{Host}:{Port}/{(VirtualHost == "/" ? "" : Uri.EscapeDataString(VirtualHost) + "/")}{queue}?temporary=true";

    /// <summary>Reads an address.</summary>
    /// <param name="text">For example <c>amqp://user:password@host:port/vhost</c>.</param>
    /// <param name="address">What was read.</param>
    /// <param name="error">What is wrong with it and what is right, without any part of the text.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out RabbitMqAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        error = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            error = "it is not an address; write amqp://user:password@host:port/vhost.";
        }
        else if (uri.Scheme is not ("amqp" or "amqps" or "rabbitmq" or "rabbitmqs"))
        {
            error = "its scheme is unknown; write amqp:// or, for TLS, amqps://.";
        }
        else if (uri.Host.Length == 0)
        {
            error = "it names no host; write amqp://user:password@host:port/vhost.";
        }
        else if (uri.AbsolutePath.IndexOf('/', 1) >= 0)
        {
            error = "its path has to be one virtual host; write %2F for a slash in the name.";
        }

        if (uri is null || error is not null)
        {
            error ??= string.Empty;
            return false;
        }

        var tls = uri.Scheme.EndsWith('s');
        var user = uri.UserInfo.Split(':', 2);
        var path = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        address = new RabbitMqAddress
        {
            Host = uri.IdnHost,
            Port = uri.Port > 0 ? (ushort)uri.Port : tls ? TlsPort : PlainPort,
            VirtualHost = path.Length == 0 ? "/" : path,
            UserName = user[0].Length == 0 ? "guest" : Uri.UnescapeDataString(user[0]),
            Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : "guest",
            Tls = tls,
        };
        return true;
    }

    /// <summary>Cuts user and password out of a text that is meant to be an address, well formed or not.</summary>
    public static string Redact(string text)
    {
        var at = text.LastIndexOf('@');
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (at < 0)
        {
            // What follows a colon is a port, or a password whose host was forgotten.
            var colon = text.IndexOf(':', scheme < 0 ? 0 : scheme + 3);
            return colon < 0 || Uri.TryCreate(text, UriKind.Absolute, out _) ? text : text[..(colon + 1)] + "***";
        }

        return (scheme >= 0 && scheme < at ? text[..(scheme + 3)] : string.Empty) + "***" + text[at..];
    }
}
