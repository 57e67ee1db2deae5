using Grpc.Core;

namespace Resile.Benchmarks.LoadBalancing.Peers;

/// <summary>Answers at once, over gRPC.</summary>
internal sealed class GrpcCatalog : GrpcCatalogService
{
    private static readonly Task<Product> Answer = Task.FromResult(new Product(1, "Chai", 18.00m));

    /// <inheritdoc/>
    public override Task<Product> GetProduct(int[] ids, ServerCallContext context) => Answer;
}
