using System.ComponentModel;
using System.Text.Json;

namespace Resile.LoadBalancing.Wire;

/// <summary>Writes the arguments of a call: a JSON array, in the order of declaration. Generated code uses it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct FrameRequestWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly JsonSerializerOptions _json;

    internal FrameRequestWriter(Utf8JsonWriter writer, JsonSerializerOptions json)
    {
        _writer = writer;
        _json = json;
    }

    /// <summary>Gets the hash of the argument that decides which endpoint gets the call; null where there is none.</summary>
    internal ulong? Key { get; private set; }

    /// <summary>Says which endpoint the call belongs to.</summary>
    /// <param name="key">What <see cref="HashKeys"/> made of the argument; null where it is null.</param>
    public void HashKey(ulong? key) => Key = key;

    /// <summary>Writes the next argument.</summary>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public readonly void Argument<T>(T value) => JsonSerializer.Serialize(_writer, value, _json.TypeInfoOf<T>());
}
