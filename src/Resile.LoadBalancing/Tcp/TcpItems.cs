using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>The items of a reply that comes over TCP: a frame for each, and an answer that ends them.</summary>
/// <remarks>The pings of the connection tell a quiet server from a dead one, so no item is waited for by the clock.</remarks>
internal sealed class TcpItems<TItem>(
    TcpChannel channel, CallContext context, Endpoint endpoint, PendingCall pending, JsonTypeInfo<TItem> json) : ItemSource<TItem>
{
    private readonly CancellationTokenRegistration _cancellation = FrameChannel.CancelWith(pending, context.Token);
    private TItem? _current;
    private int _taken;
    private bool _hasEnded;

    /// <inheritdoc/>
    public override TItem Current => _current!;

    /// <inheritdoc/>
    public override async ValueTask<bool> MoveNextAsync()
    {
        do
        {
            if (pending.Items!.TryTake() is { } item)
            {
                using (item)
                {
                    _current = Read(item);
                }

                AskForMore();
                return true;
            }
        }
        while (await pending.Items.WaitAsync().ConfigureAwait(false));

        _hasEnded = true;
        var answer = await pending.Answered.ConfigureAwait(false);
        return answer.Kind == FrameKind.Reply ? false : throw new ItemsEndedException(answer);
    }

    /// <inheritdoc/>
    public override Fault? Explain(Exception exception) => exception switch
    {
        ItemsEndedException ended => channel.ExplainAnswer(ended.Answer, pending, context, endpoint),
        ItemTooLongException or JsonException or NotSupportedException => new(
            channel.Unreadable(context, endpoint, ReasonOf(exception), exception), Resend.Never, CallResult.Answered),
        _ => channel.Explain(context, endpoint, null, exception),
    };

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        // Its disposal waits for a cancellation that is under way; after that, the call is in no list, and may be used again.
        await _cancellation.DisposeAsync().ConfigureAwait(false);
        if (!_hasEnded)
        {
            pending.Connection!.Cancel(pending);
            await ((Task)pending.Answered.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        while (pending.Items!.TryTake() is { } item)
        {
            item.Dispose();
        }

        channel.Return(pending);
    }

    private TItem? Read(FrameBuffer item)
    {
        if (item.PayloadLength > context.Settings.Streams.MaxItemBytes)
        {
            throw new ItemTooLongException();
        }

        var value = JsonSerializer.Deserialize(item.Payload.Span, json);
        return value is not null || context.Operation.IsReplyNullable ? value : throw new JsonException("An item is null, and the contract promises a value.");
    }

    private void AskForMore()
    {
        if (++_taken == ItemWindow.Step)
        {
            _taken = 0;
            ((TcpConnection)pending.Connection!).Allow(pending, ItemWindow.Step);
        }
    }

    private string ReasonOf(Exception exception) => exception is ItemTooLongException
        ? string.Create(CultureInfo.InvariantCulture,
            $"an item is longer than {context.Settings.Streams.MaxItemBytes} bytes (Resile:Clients:{channel.ContractName}:Streams:MaxItemBytes)")
        : $"an item is no JSON of a {typeof(TItem).Name}";
}
