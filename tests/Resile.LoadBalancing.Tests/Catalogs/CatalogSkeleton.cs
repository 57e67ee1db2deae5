using Resile.LoadBalancing.Hosting;

namespace Resile.LoadBalancing.Tests.Catalogs;

internal static class CatalogSkeleton
{
    public static ServiceSkeleton<ICatalog> Table { get; } = new("Catalog",
        new(CatalogBalanced.GetProductAsyncOperation, GetProductAsync),
        new(CatalogBalanced.FindProductAsyncOperation, FindProductAsync),
        new(CatalogBalanced.SearchAsyncOperation, SearchAsync),
        new(CatalogBalanced.WatchAsyncOperation, WatchAsync),
        new(CatalogBalanced.AddProductAsyncOperation, AddProductAsync),
        new(CatalogBalanced.PutProductAsyncOperation, PutProductAsync),
        new(CatalogBalanced.RemoveProductAsyncOperation, RemoveProductAsync));

    private static async Task GetProductAsync(ICatalog service, OperationCall call)
    {
        var id = call.Route("id").As<int>();
        await call.ReplyAsync(await service.GetProductAsync(id, call.CancellationToken));
    }

    private static async Task FindProductAsync(ICatalog service, OperationCall call)
    {
        var name = call.Route("name").As<string>();
        await call.ReplyAsync(await service.FindProductAsync(name, call.CancellationToken));
    }

    private static async Task SearchAsync(ICatalog service, OperationCall call)
    {
        var text = call.Query("text").AsOptional<string>();
        IReadOnlyList<Season> seasons = [.. call.Query("season").AsEnumArray<Season>()];
        var since = call.Query("since").AsNullable<DateTime>();
        var page = call.Query("page").AsNullable<int>();
        var tenant = call.Header("X-Tenant").AsOptional<string>();
        await call.ReplyAsync(await service.SearchAsync(text, seasons, since, page, tenant, call.CancellationToken));
    }

    private static async Task WatchAsync(ICatalog service, OperationCall call) =>
        await call.ReplyAllAsync(service.WatchAsync(call.CancellationToken));

    private static async Task AddProductAsync(ICatalog service, OperationCall call)
    {
        var product = await call.BodyAsync<Product>();
        await call.ReplyAsync(await service.AddProductAsync(product, call.CancellationToken));
    }

    private static async Task PutProductAsync(ICatalog service, OperationCall call)
    {
        var id = call.Route("id").As<int>();
        var product = await call.BodyAsync<Product>();
        await service.PutProductAsync(id, product, call.CancellationToken);
        await call.ReplyAsync();
    }

    private static async Task RemoveProductAsync(ICatalog service, OperationCall call)
    {
        var id = call.Route("id").As<int>();
        await service.RemoveProductAsync(id, call.CancellationToken);
        await call.ReplyAsync();
    }
}
