using System.Text.Json.Serialization;

namespace Resile.Benchmarks.LoadBalancing;

/// <summary>Source-generated metadata, for both sides of the comparison.</summary>
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(int[]))]
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
internal sealed partial class ProductJson : JsonSerializerContext;
