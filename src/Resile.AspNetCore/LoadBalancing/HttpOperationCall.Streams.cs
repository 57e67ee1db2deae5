using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Resile.AspNetCore.LoadBalancing;

internal sealed partial class HttpOperationCall
{
    /// <inheritdoc/>
    public override async ValueTask ReplyAllAsync<T>(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var enumerator = items.GetAsyncEnumerator(scope.Token);
        await using (enumerator.ConfigureAwait(false))
        {
            // What keeps the first item from coming can still be answered with a status.
            var hasItem = await enumerator.MoveNextAsync().ConfigureAwait(false);
            var buffer = new ArrayBufferWriter<byte>();
            var format = ItemFormat.For(context.Request);
            buffer.Write(format.Start);
            for (var isFirst = true; hasItem; isFirst = false)
            {
                buffer.Write(isFirst ? [] : format.Between);
                buffer.Write(format.Before);
                Write(buffer, enumerator.Current);
                buffer.Write(format.After);
                await SendAsync(format, buffer).ConfigureAwait(false);
                hasItem = await NextAsync(enumerator, format, buffer).ConfigureAwait(false);
            }

            buffer.Write(format.End);
            await SendAsync(format, buffer).ConfigureAwait(false);
        }
    }

    private void Write<T>(ArrayBufferWriter<byte> buffer, T item)
    {
        using var writer = new Utf8JsonWriter(buffer);
        JsonSerializer.Serialize(writer, item, (JsonTypeInfo<T>)host.Json.GetTypeInfo(typeof(T)));
    }

    private async ValueTask SendAsync(ItemFormat format, ArrayBufferWriter<byte> buffer)
    {
        var response = context.Response;
        if (!response.HasStarted)
        {
            // The answer begins; its caller waits from now on for as long as something comes.
            scope.LiftDeadline();
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = format.ContentType;
            response.Headers.CacheControl = "no-store";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        }

        await response.Body.WriteAsync(buffer.WrittenMemory, scope.Token).ConfigureAwait(false);
        await response.Body.FlushAsync(scope.Token).ConfigureAwait(false);
        buffer.ResetWrittenCount();
    }

    // While no item is ready, something is sent all the same: so the caller knows a quiet server from a dead one, and the server hears that its caller has gone.
    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> items, ItemFormat format, ArrayBufferWriter<byte> buffer)
    {
        var next = items.MoveNextAsync();
        if (next.IsCompleted)
        {
            return await next.ConfigureAwait(false);
        }

        var moving = next.AsTask();
        while (true)
        {
            try
            {
                return await moving.WaitAsync(host.Options.StreamPulse, host.TimeProvider).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!moving.IsCompleted)
            {
                await PulseAsync(moving, format, buffer).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask PulseAsync(Task moving, ItemFormat format, ArrayBufferWriter<byte> buffer)
    {
        try
        {
            buffer.Write(format.Pulse);
            await SendAsync(format, buffer).ConfigureAwait(false);
        }
        catch
        {
            // The caller has gone, and the token says so. The items cannot be disposed of while they are asked for the next.
            await moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
