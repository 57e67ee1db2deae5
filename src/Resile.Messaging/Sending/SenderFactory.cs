using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Makes a sender of a contract over a given transaction.</summary>
internal sealed class SenderFactory<TContract>(Func<IMessageSender, TContract> create)
    where TContract : class
{
    /// <summary>Makes the sender.</summary>
    public TContract Create(IMessageSender sender) => create(sender);
}
