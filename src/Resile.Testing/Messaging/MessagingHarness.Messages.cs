using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Envelopes;

namespace Resile.Testing.Messaging;

/// <content>What became of the messages. Everything is read from the store: what was rolled back has not happened.</content>
public sealed partial class MessagingHarness
{
    /// <summary>Gets the calls of handlers, in their order: those that failed or were undone as well.</summary>
    public IReadOnlyList<HandlerCall> Calls => _log.Calls;

    private StoreJournal Journal => new(_node.Database);

    private MessageReader Reader => new(_node.Services.GetRequiredService<SerializerSettings>());

    /// <summary>Lists the messages of a type that were sent, in the order of their commits; requests after the others of the same moment. A message that is sent again under its identity is listed once.</summary>
    public IReadOnlyList<SentMessage<TMessage>> Sent<TMessage>()
        where TMessage : class => Typed<TMessage>(AllSent());

    /// <summary>Lists the messages of a type that were handled, in the order in which their handlers' transactions were committed: once for each handler.</summary>
    public IReadOnlyList<HandledMessage<TMessage>> Handled<TMessage>()
        where TMessage : class
    {
        var reader = Reader;
        return [.. AllHandled()
            .Select(handled => (handled, Message: reader.Read<TMessage>(handled.Envelope)))
            .Where(static pair => pair.Message is not null)
            .Select(static pair => new HandledMessage<TMessage>(pair.Message!, pair.handled.MessageId, pair.handled.Handler, pair.handled.At))];
    }

    /// <summary>Lists the messages of a type that were sent with a delay and still wait for their time, the first due first.</summary>
    public IReadOnlyList<SentMessage<TMessage>> Scheduled<TMessage>()
        where TMessage : class => Typed<TMessage>(Journal.ReadScheduled());

    /// <summary>Lists the messages of a type that are dead letters, in the order in which they died.</summary>
    public IReadOnlyList<DeadMessage<TMessage>> DeadLetters<TMessage>()
        where TMessage : class
    {
        var reader = Reader;
        return [.. Journal.ReadDeadLetters()
            .Select(letter => (letter, Message: reader.Read<TMessage>(MessageReader.Open(letter.Body, letter.ContentType, letter.Headers))))
            .Where(static pair => pair.Message is not null)
            .Select(pair => new DeadMessage<TMessage>(
                pair.Message!, pair.letter.MessageId, pair.letter.Id, pair.letter.Reason, pair.letter.Error, pair.letter.Attempts,
                _log.HandlerOf(pair.letter.Consumer), pair.letter.DiedAt))];
    }

    /// <summary>Checks how many messages of a type were sent.</summary>
    /// <param name="times">How many.</param>
    /// <param name="where">Which count; null for all.</param>
    /// <param name="condition">The text of <paramref name="where"/>, for the message of the exception.</param>
    /// <exception cref="MessagingAssertionException">It is another number; says what there is.</exception>
    public void AssertSent<TMessage>(
        int times = 1, Func<SentMessage<TMessage>, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
        where TMessage : class => AssertCount(Sent<TMessage>(), typeof(TMessage), "sent", times, where, condition);

    /// <summary>Checks how often a call of a contract was sent: <c>harness.AssertSent&lt;IOrderEvents&gt;(events => events.StockReservedAsync("tea", 1))</c>.</summary>
    /// <param name="call">The call. Nothing is sent by it; what it would send is compared.</param>
    /// <param name="times">How often.</param>
    /// <exception cref="MessagingAssertionException">It is another number; says what there is.</exception>
    public void AssertSent<TContract>(Func<TContract, Task> call, int times = 1)
        where TContract : class => AssertCalls(AllSent().Select(Open), ExpectedCall.Of<TContract>(Services, contract => call(contract)), "sent", times);

    /// <inheritdoc cref="AssertSent{TContract}(Func{TContract, Task}, int)"/>
    public void AssertSent<TContract>(Func<TContract, ValueTask> call, int times = 1)
        where TContract : class => AssertSent<TContract>(contract => call(contract).AsTask(), times);

    /// <summary>Checks how many messages of a type were handled: once for each handler.</summary>
    /// <inheritdoc cref="AssertSent{TMessage}(int, Func{SentMessage{TMessage}, bool}?, string?)"/>
    public void AssertHandled<TMessage>(
        int times = 1, Func<HandledMessage<TMessage>, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
        where TMessage : class => AssertCount(Handled<TMessage>(), typeof(TMessage), "handled", times, where, condition);

    /// <summary>Checks how often a call of a contract was handled: once for each handler.</summary>
    /// <inheritdoc cref="AssertSent{TContract}(Func{TContract, Task}, int)"/>
    public void AssertHandled<TContract>(Func<TContract, Task> call, int times = 1)
        where TContract : class =>
        AssertCalls(AllHandled().Select(static handled => handled.Envelope), ExpectedCall.Of<TContract>(Services, contract => call(contract)), "handled", times);

    /// <inheritdoc cref="AssertHandled{TContract}(Func{TContract, Task}, int)"/>
    public void AssertHandled<TContract>(Func<TContract, ValueTask> call, int times = 1)
        where TContract : class => AssertHandled<TContract>(contract => call(contract).AsTask(), times);

    /// <summary>Checks that calls of a contract were handled in an order; others may have been in between.</summary>
    /// <param name="calls">The calls, the first handled first. Nothing is sent by them.</param>
    /// <exception cref="MessagingAssertionException">One was not, or not in this order; says what there is.</exception>
    public void AssertHandledInOrder<TContract>(params IReadOnlyList<Func<TContract, Task>> calls)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(calls);
        var (reader, left) = (Reader, new Queue<ReceivedMessage?>(AllHandled().Select(static handled => handled.Envelope)));
        for (var number = 0; number < calls.Count; number++)
        {
            var expected = ExpectedCall.Of<TContract>(Services, contract => calls[number](contract));
            while (true)
            {
                if (!left.TryDequeue(out var envelope))
                {
                    throw Failure($"Expected {expected.Describe(reader)} to be handled{(number == 0 ? "" : $" after the {number} before it")}; it was not.");
                }

                if (expected.IsIn(envelope, reader))
                {
                    break;
                }
            }
        }
    }

    /// <summary>Checks how many messages of a type wait for their time.</summary>
    /// <inheritdoc cref="AssertSent{TMessage}(int, Func{SentMessage{TMessage}, bool}?, string?)"/>
    public void AssertScheduled<TMessage>(
        int times = 1, Func<SentMessage<TMessage>, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
        where TMessage : class => AssertCount(Scheduled<TMessage>(), typeof(TMessage), "scheduled", times, where, condition);

    /// <summary>Checks how many messages of a type are dead letters.</summary>
    /// <inheritdoc cref="AssertSent{TMessage}(int, Func{SentMessage{TMessage}, bool}?, string?)"/>
    public void AssertDeadLetter<TMessage>(
        int times = 1, Func<DeadMessage<TMessage>, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
        where TMessage : class => AssertCount(DeadLetters<TMessage>(), typeof(TMessage), "a dead letter", times, where, condition);

    /// <summary>Checks that there are no dead letters, of whatever type.</summary>
    /// <exception cref="MessagingAssertionException">There are; says which.</exception>
    public void AssertNoDeadLetters()
    {
        if (Journal.ReadDeadLetters() is { Count: > 0 } letters)
        {
            throw Failure($"Expected no dead letters; there are {letters.Count}.");
        }
    }

    private IReadOnlyList<JournalMessage> AllSent()
    {
        var stored = Journal.ReadSent();
        var known = stored.Select(static message => message.MessageId).ToHashSet();

        // Requests go past the outbox.
        return [.. stored
            .Concat(_log.Published.Where(envelope => !known.Contains(envelope.MessageId)).Select(MessageReader.ToJournal).OfType<JournalMessage>())
            .OrderBy(static message => message.SentAt)];
    }

    private List<(ReceivedMessage? Envelope, Guid MessageId, Type Handler, DateTimeOffset At)> AllHandled()
    {
        var sent = AllSent().ToDictionary(static message => message.MessageId, Open);
        return [.. Journal.ReadHandled().Select(handled => (
            sent.GetValueOrDefault(handled.MessageId), handled.MessageId, _log.HandlerOf(handled.Consumer) ?? typeof(object), handled.HandledAt))];
    }

    private static ReceivedMessage? Open(JournalMessage message) => MessageReader.Open(message.Body, message.ContentType, message.Headers);

    private IReadOnlyList<SentMessage<TMessage>> Typed<TMessage>(IEnumerable<JournalMessage> messages)
        where TMessage : class
    {
        var reader = Reader;
        var typed = new List<SentMessage<TMessage>>();
        foreach (var stored in messages)
        {
            if (Open(stored) is { } envelope && reader.Read<TMessage>(envelope) is { } message)
            {
                typed.Add(new SentMessage<TMessage>(message, stored.MessageId, stored.SentAt)
                {
                    Delay = stored.DueAt - stored.SentAt,
                    ExpiresAfter = stored.ExpiresAt - stored.SentAt,
                    OrderingKey = stored.OrderingKey,
                    ConversationId = envelope.ConversationId,
                    CorrelationId = envelope.CorrelationId,
                    Tenant = envelope.Origin.Tenant,
                    Headers = envelope.Headers,
                });
            }
        }

        return typed;
    }
}
