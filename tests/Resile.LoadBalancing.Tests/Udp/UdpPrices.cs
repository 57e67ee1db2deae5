using Resile.LoadBalancing.Tests.Tcp;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>The client of the prices over UDP, as the generator would write it.</summary>
internal sealed class UdpPrices(UdpChannel channel) : IPrices
{
    public static BalancedContract Contract { get; } = new(
        "Prices", "prices", "RoundRobin", PricesBalanced.TotalAsyncOperation, PricesBalanced.EchoAsyncOperation, PricesBalanced.ForgetAsyncOperation)
    {
        Transport = Transport.Udp,
    };

    public Task<decimal> TotalAsync(decimal unitPrice, int quantity, CancellationToken cancellationToken) =>
        channel.SendWithRetryAsync<TotalCall, decimal>(PricesBalanced.TotalAsyncOperation, new(unitPrice, quantity), cancellationToken).AsTask();

    public Task<string?> EchoAsync(string? text, CancellationToken cancellationToken) =>
        channel.SendAsync<EchoCall, string?>(PricesBalanced.EchoAsyncOperation, new(text), cancellationToken).AsTask();

    public Task ForgetAsync(CancellationToken cancellationToken) =>
        channel.SendAsync<ForgetCall>(PricesBalanced.ForgetAsyncOperation, default, cancellationToken).AsTask();

    private readonly struct TotalCall(decimal unitPrice, int quantity) : IFrameCall
    {
        public void Write(ref FrameRequestWriter request)
        {
            request.Argument(unitPrice);
            request.Argument(quantity);
        }
    }

    private readonly struct EchoCall(string? text) : IFrameCall
    {
        public void Write(ref FrameRequestWriter request) => request.Argument(text);
    }

    private readonly struct ForgetCall : IFrameCall
    {
        public void Write(ref FrameRequestWriter request)
        {
        }
    }
}
