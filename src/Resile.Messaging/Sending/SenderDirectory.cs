using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Finds the generated sender of a contract.</summary>
internal sealed class SenderDirectory(IServiceProvider services)
{
    /// <summary>Makes a sender of the contract.</summary>
    /// <exception cref="DurableMessageException">None was registered.</exception>
    public TContract Create<TContract>(IMessageSender sender)
        where TContract : class
    {
        var factory = services.GetService<SenderFactory<TContract>>() ?? throw new DurableMessageException(
            $"No sender of {typeof(TContract)} is registered. Call its generated AddXxxSender method under resile.Messaging.");
        return factory.Create(sender);
    }
}
