using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Writes the arguments of a call: a JSON array, in the order of declaration. Generated code uses it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct TcpRequestWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly JsonSerializerOptions _json;

    internal TcpRequestWriter(Utf8JsonWriter writer, JsonSerializerOptions json)
    {
        _writer = writer;
        _json = json;
    }

    /// <summary>Writes the next argument.</summary>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public void Argument<T>(T value) => JsonSerializer.Serialize(_writer, value, (JsonTypeInfo<T>)_json.GetTypeInfo(typeof(T)));
}
