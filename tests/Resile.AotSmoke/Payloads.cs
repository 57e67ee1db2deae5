using System.Text.Json.Serialization;

namespace Resile.AotSmoke;

/// <summary>What crosses a boundary: without reflection nothing else can be written or read.</summary>
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(decimal))]
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
internal sealed partial class Payloads : JsonSerializerContext;
