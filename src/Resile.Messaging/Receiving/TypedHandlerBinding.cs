using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Requests;

namespace Resile.Messaging.Receiving;

/// <inheritdoc/>
internal sealed class TypedHandlerBinding<
    THandled,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
    HandlerMap<THandled> map, SerializerSettings settings)
    : HandlerBinding(map.Contract, typeof(THandler), map.Topics, map.IsOrdered)
    where THandled : class
    where THandler : class, THandled
{
    private readonly ObjectFactory<THandler> _create = ActivatorUtilities.CreateFactory<THandler>(Type.EmptyTypes);

    /// <inheritdoc/>
    public override string? FindType(IReadOnlyList<string> messageTypes) =>
        map.TryFind(messageTypes, out var route) ? route.Urn : null;

    /// <inheritdoc/>
    public override DeliveryOrder? FindOrder(ReceivedMessage message)
    {
        if (!map.TryFind(message.MessageTypes, out var route) || !route.IsOrdered)
        {
            return null;
        }

        // A plain MassTransit publisher sends no key with its message.
        var key = message.Headers.GetValueOrDefault(MessageHeaders.OrderingKey) ?? route.ReadKey(message.Json, settings.Options);
        if (string.IsNullOrEmpty(key))
        {
            return null;
        }

        // Nobody here sends a longer one, and stores have indexes that would refuse it. What is cut is only kept in order with more than it has to be.
        return new DeliveryOrder(key.Length <= MessageHeaders.LongestOrderingKey ? key : key[..MessageHeaders.LongestOrderingKey], route.OnFailure);
    }

    /// <inheritdoc/>
    public override bool AnswersRequest(IReadOnlyList<string> messageTypes) => map.TryFind(messageTypes, out var route) && route.IsRequest;

    /// <inheritdoc/>
    public override HandlerInvocation Read(ReceivedMessage message)
    {
        try
        {
            var route = map.TryFind(message.MessageTypes, out var found)
                ? found
                : throw new MalformedMessageException($"'{typeof(THandler)}' handles none of the message's types.");
            var call = route.Read(SecretMessage.Read(settings.Keys, message.Json, message.MessageId), settings.Options);
            return (scope, cancellationToken) => InvokeAsync(scope, call, cancellationToken);
        }
        catch (Exception exception)
        {
            return (_, _) => Task.FromException<RequestResult?>(exception);
        }
    }

    private async Task<RequestResult?> InvokeAsync(
        IServiceProvider scope, Func<THandled, CancellationToken, ValueTask<RequestResult?>> call, CancellationToken cancellationToken)
    {
        var handler = _create(scope, null);
        try
        {
            return await call(handler, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync(handler).ConfigureAwait(false);
        }
    }

    private static async ValueTask DisposeAsync(THandler handler)
    {
        if (handler is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (handler as IDisposable)?.Dispose();
        }
    }
}
