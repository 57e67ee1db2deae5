namespace Resile.LoadBalancing.Http;

/// <summary>Asks what <see cref="LoadBalancedOptions.UseBearerToken"/> was given for a token.</summary>
internal static class BearerToken
{
    /// <summary>Says what is wrong with a source whose token cannot be sent. Whatever is wrong with a token, no message may contain it.</summary>
    public const string Complaint = "what UseBearerToken was given returns no token that a header can carry. It has to return visible ASCII characters, without the word Bearer.";

    /// <summary>Asks for a token, and waits no longer than the token of the call allows, even if the source does not heed that.</summary>
    public static async ValueTask<string> AskAsync(Func<CancellationToken, ValueTask<string>> source, CancellationToken cancellationToken)
    {
        var asking = source(cancellationToken);
        if (asking.IsCompletedSuccessfully)
        {
            return asking.Result;
        }

        var asked = asking.AsTask();
        try
        {
            return await asked.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!asked.IsCompleted)
        {
            // What it says when nobody waits any more is nobody's business.
            _ = asked.ContinueWith(static late => late.Exception, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Tells whether a header can carry a token.</summary>
    public static bool CanBeSent(string? token) => !string.IsNullOrEmpty(token) && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
}
