using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    // Before an endpoint is picked, so that none is blamed for what the source of the tokens does, or for how long it takes.
    private async ValueTask<string> BearerTokenAsync(CallContext context)
    {
        context.HasWaited = true;
        string? token;
        try
        {
            token = await _bearerToken!(context.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw CallRunner.Cancelled(context, exception);
        }
        catch (OperationCanceledException exception) when (context.Deadline.HasPassed)
        {
            throw new DeadlineExceededException(_runner.Facts(context, null), context.Deadline.Duration, exception, context.IsTimeInherited);
        }

        // Whatever is wrong with a token, no message may contain it.
        return string.IsNullOrEmpty(token) || token.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? throw new InvalidOperationException($"{_runner.Facts(context, null)}: what UseBearerToken was given returns no token that a header can carry. "
                + "It has to return visible ASCII characters, without the word Bearer.")
            : token;
    }
}
