using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Resile.Messaging.Protection;

namespace Resile.Messaging.Envelopes;

/// <summary>How messages become JSON: as MassTransit reads and writes them (camel case, numbers also as text).</summary>
/// <remarks>The users' serializer contexts come first; reflection, where it is switched on, serves the types that none of them
/// knows.</remarks>
internal sealed class SerializerSettings
{
    /// <summary>Initializes the settings.</summary>
    /// <param name="resolvers">The users' serializer contexts, first come, first asked.</param>
    /// <param name="keys">What encrypts the secret properties of messages.</param>
    public SerializerSettings(IEnumerable<IJsonTypeInfoResolver> resolvers, KeyRing keys)
    {
        Keys = keys;
        Options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        foreach (var resolver in resolvers)
        {
            Options.TypeInfoResolverChain.Add(resolver);
        }

        if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            AddReflection(Options);
        }

        Options.TypeInfoResolver = JsonTypeInfoResolver.Combine([.. Options.TypeInfoResolverChain]).WithAddedModifier(new SecretProperties(keys).Protect);
        Options.MakeReadOnly();
    }

    /// <summary>Gets what decrypts messages.</summary>
    public KeyRing Keys { get; }

    /// <summary>Gets the options.</summary>
    public JsonSerializerOptions Options { get; }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reached only where reflection serialization is switched on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Reached only where reflection serialization is switched on.")]
    private static void AddReflection(JsonSerializerOptions options) =>
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
}
