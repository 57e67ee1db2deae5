using System.Collections.Concurrent;

namespace Resile.LoadBalancing.NameServers;

/// <summary>Answers questions for endpoints; equal ones that come together, or before the answer is old, are asked once.</summary>
internal sealed class DnsResolver(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<DnsQuestion, Entry> _entries = new();

    /// <summary>Answers a question.</summary>
    /// <exception cref="IOException">No name server answers, or it cannot tell.</exception>
    public Task<DnsAnswer> ResolveAsync(DnsQuestion question) =>
        _entries.GetOrAdd(question, static (question, timeProvider) => new Entry(question, timeProvider), timeProvider).AnswerAsync();

    private sealed class Entry(DnsQuestion question, TimeProvider timeProvider)
    {
        private readonly Lock _gate = new();
        private readonly DnsLookup _lookup = new(question);
        private Task<DnsAnswer>? _asking;
        private long _freshUntil;

        public Task<DnsAnswer> AnswerAsync()
        {
            lock (_gate)
            {
                if (_asking is null || (_asking.IsCompleted && (!_asking.IsCompletedSuccessfully || timeProvider.GetTimestamp() >= _freshUntil)))
                {
                    _asking = AskAsync();

                    // Those who wait may all have given up.
                    _ = _asking.ContinueWith(static asked => asked.Exception, CancellationToken.None,
                        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                }

                return _asking;
            }
        }

        private async Task<DnsAnswer> AskAsync()
        {
            // Away from the lock that the caller holds.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var answer = await _lookup.AskAsync().ConfigureAwait(false);
            lock (_gate)
            {
                _freshUntil = timeProvider.GetTimestamp() + (long)(answer.TimeToLive.TotalSeconds * timeProvider.TimestampFrequency);
            }

            return answer;
        }
    }
}
