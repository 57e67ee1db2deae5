using System.Net;
using System.Text;
using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing.Tests.Http;

public sealed class ReplyBodyTests
{
    // The end of a stream of HTTP/2 comes behind the body, and whoever does not wait for it cancels the stream.
    [Theory, InlineData(1, 1), InlineData(2, 2)]
    public async Task Body_of_announced_length_is_read_to_its_end_and_no_further_but_for_the_end_of_its_stream(int version, int reads)
    {
        using var body = new CountingStream(Encoding.UTF8.GetBytes("{}"));
        using var response = new HttpResponseMessage { Content = new StreamContent(body), Version = new Version(version, version == 1 ? 1 : 0) };

        using var read = await ReplyBody.ReadAsync(response, announced: 2, limit: 100, TestContext.Current.CancellationToken);

        Assert.Equal(("{}", false, reads), (Encoding.UTF8.GetString(read.Bytes), read.IsTooLong, body.Reads));
    }

    [Fact]
    public async Task Body_without_announced_length_is_read_up_to_one_byte_beyond_the_limit()
    {
        using var body = new CountingStream(new byte[1_000]);
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) };

        using var read = await ReplyBody.ReadAsync(response, announced: null, limit: 10, TestContext.Current.CancellationToken);

        Assert.Equal((10, true, 11), (read.Bytes.Length, read.IsTooLong, body.BytesRead));
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Reads { get; private set; }

        public int BytesRead { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            var read = await base.ReadAsync(buffer, cancellationToken);
            BytesRead += read;
            return read;
        }
    }
}
