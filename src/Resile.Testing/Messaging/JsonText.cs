using System.Text.Json;
using System.Text.Json.Serialization;

namespace Resile.Testing.Messaging;

/// <summary>Writes JSON on one line.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonText : JsonSerializerContext;
