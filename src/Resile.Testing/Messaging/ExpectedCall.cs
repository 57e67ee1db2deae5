using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Sending;

namespace Resile.Testing.Messaging;

/// <summary>The message that a call of a contract would send: what a test writes down as what it expects.</summary>
internal sealed class ExpectedCall : IMessageSender
{
    private Func<ReceivedMessage?, MessageReader, bool>? _isIn;
    private Func<MessageReader, string>? _describe;

    /// <summary>Calls a contract, and keeps what it would send.</summary>
    /// <exception cref="DurableMessageException">The contract has no sender.</exception>
    /// <exception cref="ArgumentException">The call is no call of the contract.</exception>
    public static ExpectedCall Of<TContract>(IServiceProvider services, Action<TContract> call)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(call);
        var expected = new ExpectedCall();
        call(services.GetRequiredService<SenderDirectory>().Create<TContract>(expected, options: null));
        return expected._isIn is not null
            ? expected
            : throw new ArgumentException($"The call sends nothing. Call one method of {typeof(TContract).Name}.", nameof(call));
    }

    /// <summary>Tells whether an envelope carries such a message.</summary>
    public bool IsIn(ReceivedMessage? envelope, MessageReader reader) => _isIn!(envelope, reader);

    /// <summary>Names the message, and says what is in it.</summary>
    public string Describe(MessageReader reader) => _describe!(reader);

    public Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        Expect(definition, message);
        return Task.CompletedTask;
    }

    public Task<TResult> RequestAsync<TMessage, TResult>(
        RequestDefinition<TMessage, TResult> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        Expect(definition, message);
        return Task.FromResult<TResult>(default!);
    }

    private void Expect<TMessage>(MessageDefinition<TMessage> definition, TMessage message)
        where TMessage : class
    {
        _isIn = (envelope, reader) => reader.Read<TMessage>(envelope) is { } other && reader.AreEqual(message, other);
        _describe = reader => $"{MessageReader.NameOf(definition.Urn)} {reader.Write(message)}";
    }
}
