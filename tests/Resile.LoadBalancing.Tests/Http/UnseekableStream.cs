namespace Resile.LoadBalancing.Tests.Http;

/// <summary>A body whose length nobody knows before its end.</summary>
internal sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
