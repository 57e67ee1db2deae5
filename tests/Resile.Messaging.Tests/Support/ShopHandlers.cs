using Resile.Messaging.Tests.Orders;

namespace Resile.Messaging.Tests.Support;

/// <summary>The generated registration methods, by hand.</summary>
internal static class ShopHandlers
{
    public static MessagingBuilder AddBilling(this MessagingBuilder messaging, Action<DurableMessageOptions>? configure = null) =>
        messaging.AddHandler<IOrderEvents, Billing>(OrderEventsReceiver.Map, configure);

    public static MessagingBuilder AddShipping(this MessagingBuilder messaging, Action<DurableMessageOptions>? configure = null) =>
        messaging.AddHandler<IBillingEvents, Shipping>(BillingEventsSender.Map, configure);

    /// <summary>Fails fast: no immediate retries unless asked for, and short pauses.</summary>
    public static Action<DurableMessageOptions> Impatient(int immediateRetries = 0, params int[] pauses) => options =>
    {
        options.ImmediateRetries = immediateRetries;
        options.RedeliveryDelays = [.. pauses.Select(static pause => TimeSpan.FromMilliseconds(pause))];
    };
}
