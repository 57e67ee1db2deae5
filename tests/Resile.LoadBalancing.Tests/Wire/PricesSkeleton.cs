using Resile.LoadBalancing.Hosting;

namespace Resile.LoadBalancing.Tests.Wire;

internal static class PricesSkeleton
{
    public static ServiceSkeleton<IPrices> Table { get; } = new("Prices",
        new(PricesBalanced.TotalAsyncOperation, TotalAsync),
        new(PricesBalanced.EchoAsyncOperation, EchoAsync),
        new(PricesBalanced.ForgetAsyncOperation, ForgetAsync));

    private static async Task TotalAsync(IPrices service, OperationCall call)
    {
        var unitPrice = call.Argument<decimal>("unitPrice");
        var quantity = call.Argument<int>("quantity");
        await call.ReplyAsync(await service.TotalAsync(unitPrice, quantity, call.CancellationToken));
    }

    private static async Task EchoAsync(IPrices service, OperationCall call) =>
        await call.ReplyAsync(await service.EchoAsync(call.OptionalArgument<string>("text"), call.CancellationToken));

    private static async Task ForgetAsync(IPrices service, OperationCall call)
    {
        await service.ForgetAsync(call.CancellationToken);
        await call.ReplyAsync();
    }
}
