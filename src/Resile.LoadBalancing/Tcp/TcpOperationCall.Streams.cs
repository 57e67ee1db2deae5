using System.Text.Json;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

internal sealed partial class TcpOperationCall
{
    private SemaphoreSlim? _window;

    /// <summary>Lets further items be sent.</summary>
    /// <returns>False where that would be more than the window has room for: the client breaks the protocol.</returns>
    public bool TryAllow(uint items)
    {
        // A call that sends no items, or has not begun to, has been asked for none that it could have sent.
        if (Volatile.Read(ref _window) is not { } window || items is 0 or > ItemWindow.Size)
        {
            return false;
        }

        try
        {
            window.Release((int)items);
            return true;
        }
        catch (SemaphoreFullException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ReplyAllAsync<T>(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var window = new SemaphoreSlim(ItemWindow.Size, ItemWindow.Size);
        Volatile.Write(ref _window, window);
        using var buffer = new FrameBuffer();
        using var writer = new Utf8JsonWriter(buffer);
        var json = Json.TypeInfoOf<T>();
        var enumerator = items.GetAsyncEnumerator(CancellationToken);
        await using (enumerator.ConfigureAwait(false))
        {
            while (await enumerator.MoveNextAsync().ConfigureAwait(false))
            {
                // The answer begins; its caller waits from now on for as long as the connection lives.
                Scope!.LiftDeadline();
                await window.WaitAsync(CancellationToken).ConfigureAwait(false);
                await _connection.WaitForRoomAsync().ConfigureAwait(false);
                buffer.Reset();
                writer.Reset();
                JsonSerializer.Serialize(writer, enumerator.Current, json);
                if (buffer.PayloadLength > MaxReplyBytes)
                {
                    await RefuseTooLongAsync(buffer.PayloadLength).ConfigureAwait(false);
                    return;
                }

                _connection.Send(buffer.Frame(FrameHeader.Of(FrameKind.Item, Id)));
            }
        }

        await ReplyAsync().ConfigureAwait(false);
    }
}
