using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>A method of a durable contract, and the message that it sends.</summary>
/// <param name="Operation">The method.</param>
/// <param name="Stem">Its name without <c>Async</c>: the stem of the names that are generated for it.</param>
/// <param name="HandlerInterface">The name of the interface that has this method alone.</param>
/// <param name="Message">The message's type, fully qualified.</param>
/// <param name="WireName">Its name on the wire: namespace, colon, type, as MassTransit writes it.</param>
/// <param name="RecordName">The name of the record that is generated for loose parameters; null where the user's own type is the message.</param>
/// <param name="CanBeCited">Whether documentation can name it by its name alone: it has no overload, and its interface no type parameters.</param>
/// <param name="AreSubscribersOptional">Whether it may be published while nobody is subscribed.</param>
/// <param name="IsExpendable">Whether it may be dropped when the outbox is nearly full.</param>
/// <param name="IsSecret">Whether its messages are encrypted whole.</param>
/// <param name="OrderingKey">The expression that reads the ordering key of <c>message</c>; null where messages have no order.</param>
/// <param name="IsParkedOnFailure">Whether the messages behind one that fails go on without it.</param>
/// <param name="ExpiresAfter">After what time its messages expire; null for never.</param>
/// <param name="SecretParameters">The declared names of the parameters that carry <c>[Secret]</c>, where a record is generated for them.</param>
/// <param name="Reply">How it is answered; null where it is no request.</param>
internal sealed record DurableOperationModel(
    OperationModel Operation,
    string Stem,
    string HandlerInterface,
    string Message,
    string WireName,
    string? RecordName,
    bool CanBeCited,
    bool AreSubscribersOptional,
    bool IsExpendable,
    bool IsSecret,
    string? OrderingKey,
    bool IsParkedOnFailure,
    TimeSpan? ExpiresAfter,
    EquatableArray<string> SecretParameters,
    ReplyModel? Reply);
