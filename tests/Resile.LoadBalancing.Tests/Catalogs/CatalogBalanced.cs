using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing.Tests.Catalogs;

internal sealed class CatalogBalanced(HttpChannel channel) : ICatalog
{
    internal static readonly BalancedOperation GetProductAsyncOperation = new("GetProductAsync", "GET", "/products/{id}");

    internal static readonly BalancedOperation FindProductAsyncOperation = new("FindProductAsync", "GET", "/products/named/{name}")
    {
        IsReplyNullable = true,
    };

    internal static readonly BalancedOperation SearchAsyncOperation = new("SearchAsync", "GET", "/products")
    {
        Deadline = TimeSpan.FromSeconds(2),
    };

    internal static readonly BalancedOperation WatchAsyncOperation = new("WatchAsync", "GET", "/products/watched");
    internal static readonly BalancedOperation AddProductAsyncOperation = new("AddProductAsync", "POST", "/products");
    internal static readonly BalancedOperation PutProductAsyncOperation = new("PutProductAsync", "PUT", "/products/{id}");
    internal static readonly BalancedOperation RemoveProductAsyncOperation = new("RemoveProductAsync", "DELETE", "/products/{id}");

    public static BalancedContract Contract { get; } = new("Catalog", "catalog", "PeakEwma", GetProductAsyncOperation, FindProductAsyncOperation,
        SearchAsyncOperation, WatchAsyncOperation, AddProductAsyncOperation, PutProductAsyncOperation, RemoveProductAsyncOperation);

    public Task<Product> GetProductAsync(int id, CancellationToken cancellationToken) =>
        channel.SendWithRetryAsync<GetProductAsyncCall, Product>(GetProductAsyncOperation, new(id), cancellationToken).AsTask();

    public Task<Product?> FindProductAsync(string name, CancellationToken cancellationToken) =>
        channel.SendWithRetryAsync<FindProductAsyncCall, Product?>(FindProductAsyncOperation, new(name), cancellationToken).AsTask();

    public ValueTask<IReadOnlyList<Product>> SearchAsync(
        string? text, IReadOnlyList<Season> seasons, DateTime? since, int? page, string? tenant, CancellationToken cancellationToken) =>
        channel.SendWithRetryAsync<SearchAsyncCall, IReadOnlyList<Product>>(
            SearchAsyncOperation, new(text, seasons, since, page, tenant), cancellationToken);

    public IAsyncEnumerable<Product> WatchAsync(CancellationToken cancellationToken) =>
        channel.StreamWithRetryAsync<WatchAsyncCall, Product>(WatchAsyncOperation, new(), cancellationToken);

    public Task<Product> AddProductAsync(Product product, CancellationToken cancellationToken) =>
        channel.SendAsync<AddProductAsyncCall, Product>(AddProductAsyncOperation, new(product), cancellationToken).AsTask();

    public Task PutProductAsync(int id, Product product, CancellationToken cancellationToken) =>
        channel.SendWithRetryAsync<PutProductAsyncCall>(PutProductAsyncOperation, new(id, product), cancellationToken).AsTask();

    public ValueTask RemoveProductAsync(int id, CancellationToken cancellationToken) =>
        channel.SendWithRetryAsync<RemoveProductAsyncCall>(RemoveProductAsyncOperation, new(id), cancellationToken);

    private readonly struct GetProductAsyncCall(int id) : IHttpCall
    {
        public void Write(ref HttpRequestWriter request)
        {
            request.Path("/products/");
            request.Route("id", id);
        }
    }

    private readonly struct FindProductAsyncCall(string name) : IHttpCall
    {
        public void Write(ref HttpRequestWriter request)
        {
            request.Path("/products/named/");
            request.Route("name", name);
        }
    }

    private readonly struct SearchAsyncCall(string? text, IReadOnlyList<Season> seasons, DateTime? since, int? page, string? tenant) : IHttpCall
    {
        public void Write(ref HttpRequestWriter request)
        {
            request.Path("/products");
            request.Query("text", text);
            request.QueryAll("season", seasons);
            request.Query("since", since);
            request.Query("page", page);
            request.Header("X-Tenant", tenant);
        }
    }

    private readonly struct WatchAsyncCall : IHttpCall
    {
        public void Write(ref HttpRequestWriter request) => request.Path("/products/watched");
    }

    private readonly struct AddProductAsyncCall(Product product) : IHttpCall
    {
        public void Write(ref HttpRequestWriter request)
        {
            request.Path("/products");
            request.Body(product);
        }
    }

    private readonly struct PutProductAsyncCall(int id, Product product) : IHttpCall
    {
        public void Write(ref HttpRequestWriter request)
        {
            request.Path("/products/");
            request.Route("id", id);
            request.Body(product);
        }
    }

    private readonly struct RemoveProductAsyncCall(int id) : IHttpCall
    {
        public void Write(ref HttpRequestWriter request)
        {
            request.Path("/products/");
            request.Route("id", id);
        }
    }
}
