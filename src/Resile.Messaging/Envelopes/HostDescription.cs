using System.Buffers;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Resile.Messaging.Envelopes;

/// <summary>The envelope's <c>host</c> part: who sent it. The same for every message of a process, so written once.</summary>
internal sealed class HostDescription
{
    /// <summary>Describes this process.</summary>
    public HostDescription()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            var assembly = Assembly.GetEntryAssembly()?.GetName();
            writer.WriteStartObject();
            writer.WriteString("machineName", Environment.MachineName);
            writer.WriteString("processName", Path.GetFileNameWithoutExtension(Environment.ProcessPath));
            writer.WriteNumber("processId", Environment.ProcessId);
            writer.WriteString("assembly", assembly?.Name);
            writer.WriteString("assemblyVersion", assembly?.Version?.ToString());
            writer.WriteString("frameworkVersion", RuntimeInformation.FrameworkDescription);
            writer.WriteString("operatingSystemVersion", RuntimeInformation.OSDescription);
            writer.WriteEndObject();
        }

        Json = buffer.WrittenMemory;
    }

    /// <summary>Gets the JSON object.</summary>
    public ReadOnlyMemory<byte> Json { get; }
}
