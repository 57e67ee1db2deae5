namespace Resile.LoadBalancing.Tests.Wire;

internal interface IPrices
{
    Task<decimal> TotalAsync(decimal unitPrice, int quantity, CancellationToken cancellationToken);

    Task<string?> EchoAsync(string? text, CancellationToken cancellationToken);

    Task ForgetAsync(CancellationToken cancellationToken);
}
