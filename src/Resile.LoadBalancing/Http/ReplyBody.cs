using System.Buffers;
using System.Runtime.CompilerServices;

namespace Resile.LoadBalancing.Http;

/// <summary>The body of an answer, up to a limit, in a buffer that goes back to its pool.</summary>
/// <param name="buffer">The buffer.</param>
/// <param name="length">How much of it is the body.</param>
/// <param name="isTooLong">Whether there is more than the limit.</param>
internal readonly struct ReplyBody(byte[] buffer, int length, bool isTooLong) : IDisposable
{
    private const int FirstBuffer = 4 * 1024;

    // A length that is announced need not be true, so it is not trusted with much memory.
    private const int LargestFirstBuffer = 64 * 1024;

    /// <summary>Gets the bytes up to the limit.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Gets whether there is more than the limit.</summary>
    public bool IsTooLong => isTooLong;

    /// <summary>Reads the body of an answer, and not more than one byte beyond the limit.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="announced">The length of its body, if the answer says it.</param>
    /// <param name="limit">The most bytes that are wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ReplyBody> ReadAsync(HttpResponseMessage response, long? announced, int limit, CancellationToken cancellationToken)
    {
        // Behind a body of a known length comes nothing, but the end of a stream of HTTP/2 may: one that is left before is one that was cancelled.
        var most = Math.Min(response.Version.Major < 2 && announced is { } whole ? whole : long.MaxValue, limit + 1L);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Min(announced ?? FirstBuffer, limit) + 1, LargestFirstBuffer));
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var length = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length, (int)Math.Min(buffer.Length, most) - length), cancellationToken)
                    .ConfigureAwait(false);
                length += read;
                if (read == 0 || length == most)
                {
                    var body = new ReplyBody(buffer, (int)Math.Min(length, limit), length > limit);
                    buffer = [];
                    return body;
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }
        }
        finally
        {
            Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Return(buffer);

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, Array.MaxLength));
        buffer.CopyTo(larger, 0);
        Return(buffer);
        return larger;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
