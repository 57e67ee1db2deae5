using System.Text.Json;
using Grpc.Core;

namespace Resile.Benchmarks.LoadBalancing.Peers;

/// <summary>The catalog as a gRPC service; its messages are the same JSON that travels over Resile's TCP.</summary>
[BindServiceMethod(typeof(GrpcCatalogService), nameof(Bind))]
internal abstract class GrpcCatalogService
{
    /// <summary>The one method.</summary>
    public static readonly Method<int[], Product> GetProductMethod = new(
        MethodType.Unary,
        "catalog",
        "GetProduct",
        Marshallers.Create(
            static ids => JsonSerializer.SerializeToUtf8Bytes(ids, ProductJson.Default.Int32Array),
            static bytes => JsonSerializer.Deserialize(bytes, ProductJson.Default.Int32Array)!),
        Marshallers.Create(
            static product => JsonSerializer.SerializeToUtf8Bytes(product, ProductJson.Default.Product),
            static bytes => JsonSerializer.Deserialize(bytes, ProductJson.Default.Product)!));

    /// <summary>Says which methods there are; gRPC calls it.</summary>
    public static void Bind(ServiceBinderBase binder, GrpcCatalogService? service) =>
        binder.AddMethod(GetProductMethod, service is null ? null : service.GetProduct);

    /// <summary>Gets a product.</summary>
    public abstract Task<Product> GetProduct(int[] ids, ServerCallContext context);
}
