using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Resile.LoadBalancing;

/// <summary>Makes JSON options ready for use.</summary>
internal static class JsonDefaults
{
    /// <summary>Adds reflection as the last resort, unless the program was published without it, and freezes the options.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Programs published without reflection switch it off, and then it is not used.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Programs published without reflection switch it off, and then it is not used.")]
    public static JsonSerializerOptions Freeze(JsonSerializerOptions json)
    {
        if (JsonSerializer.IsReflectionEnabledByDefault && !json.IsReadOnly)
        {
            json.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        }

        json.MakeReadOnly();
        return json;
    }
}
