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
        if (json.IsReadOnly)
        {
            return json;
        }

        if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            json.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        }

        // A contract may have nothing that is written as JSON, and then needs no context.
        json.TypeInfoResolver ??= JsonTypeInfoResolver.Combine();

        json.MakeReadOnly();
        return json;
    }

    /// <summary>Finds how a type is written and read. What was found last is kept by type, which spares each call a look into a table.</summary>
    public static JsonTypeInfo<T> TypeInfoOf<T>(this JsonSerializerOptions json)
    {
        var last = Found<T>.Last;
        return last is not null && last.Options == json ? last : Found<T>.Last = (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
    }

    private static class Found<T>
    {
        public static JsonTypeInfo<T>? Last;
    }
}
