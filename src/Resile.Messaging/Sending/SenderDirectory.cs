using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Finds the generated sender of a contract.</summary>
internal sealed class SenderDirectory(IServiceProvider services)
{
    /// <summary>Makes a sender of the contract.</summary>
    /// <param name="sender">What it sends by.</param>
    /// <param name="options">What that says of its messages.</param>
    /// <exception cref="DurableMessageException">None was registered, or the options are out of range.</exception>
    public TContract Create<TContract>(IMessageSender sender, SendOptions? options)
        where TContract : class
    {
        options?.Validate();
        var factory = services.GetService<SenderFactory<TContract>>() ?? throw new DurableMessageException(
            $"No sender of {typeof(TContract)} is registered. Call its generated AddXxxSender method under resile.Messaging.");
        return factory.Create(options?.MessageId is null ? sender : new OneMessageSender(sender));
    }
}
