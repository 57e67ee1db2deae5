using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Wire;

/// <summary>The client of the prices, as the generator would write it for either transport.</summary>
internal sealed class PricesBalanced(FrameChannel channel) : IPrices
{
    internal static readonly BalancedOperation TotalAsyncOperation = new("TotalAsync", "TotalAsync(decimal,int)->decimal");
    internal static readonly BalancedOperation EchoAsyncOperation = new("EchoAsync", "EchoAsync(string?)->string?") { IsReplyNullable = true };
    internal static readonly BalancedOperation ForgetAsyncOperation = new("ForgetAsync", "ForgetAsync()");

    public static BalancedContract Tcp { get; } = Over(Transport.Tcp);

    public static BalancedContract Udp { get; } = Over(Transport.Udp);

    public Task<decimal> TotalAsync(decimal unitPrice, int quantity, CancellationToken cancellationToken) =>
        channel.SendWithRetryAsync<TotalCall, decimal>(TotalAsyncOperation, new(unitPrice, quantity), cancellationToken).AsTask();

    public Task<string?> EchoAsync(string? text, CancellationToken cancellationToken) =>
        channel.SendAsync<EchoCall, string?>(EchoAsyncOperation, new(text), cancellationToken).AsTask();

    public Task ForgetAsync(CancellationToken cancellationToken) =>
        channel.SendAsync<ForgetCall>(ForgetAsyncOperation, default, cancellationToken).AsTask();

    public FrameChannel Channel => channel;

    private static BalancedContract Over(Transport transport) =>
        new("Prices", "prices", "RoundRobin", TotalAsyncOperation, EchoAsyncOperation, ForgetAsyncOperation) { Transport = transport };

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
