using System.Globalization;
using System.Text;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Refuses headers that do not fit into one frame.</summary>
/// <remarks>
/// The broker answers such a publication by closing the connection, and with it everything under way, without saying which message
/// it was. The same message would be the first to be tried again, for ever.
/// </remarks>
internal static class HeaderLimit
{
    // Half of RabbitMQ's default frame (128 KiB): the rest is for MassTransit's own properties and for brokers with smaller ones.
    private const int LargestHeaders = 64 * 1024;

    /// <summary>Says why the headers cannot be sent, or nothing.</summary>
    public static string? Refuse(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var size = 0L;
        foreach (var (name, value) in headers)
        {
            size += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        }

        return size <= LargestHeaders
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the headers have {size} bytes, RabbitMQ takes {LargestHeaders}");
    }
}
