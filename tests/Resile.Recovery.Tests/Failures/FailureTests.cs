using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Failures;

namespace Resile.Recovery.Tests.Failures;

public sealed class FailureTests
{
    [Fact]
    public void Score_forgets_half_in_each_half_life()
    {
        var time = new FakeTimeProvider();
        var score = new FailureScore(time);
        for (var failure = 0; failure < 5; failure++)
        {
            Assert.False(score.Add(5, TimeSpan.FromSeconds(30)));
        }

        time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(score.Add(5, TimeSpan.FromSeconds(30)));
        Assert.False(score.Add(5, TimeSpan.FromSeconds(30)));
        Assert.True(score.Add(5, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Most_derived_listed_type_decides()
    {
        var policy = new FailurePolicy(new Dictionary<Type, FailureAction>
        {
            [typeof(IOException)] = FailureAction.Restart,
            [typeof(FileNotFoundException)] = FailureAction.Pass,
        });

        Assert.Equal(FailureAction.Pass, policy.Decide(new FileNotFoundException(), CancellationToken.None));
        Assert.Equal(FailureAction.Restart, policy.Decide(new EndOfStreamException(), CancellationToken.None));
        Assert.Equal(FailureAction.Score, policy.Decide(new InvalidOperationException(), CancellationToken.None));
        Assert.Equal(FailureAction.Pass, policy.Decide(new ArgumentNullException(), CancellationToken.None));
        Assert.Equal(FailureAction.Pass, policy.Decide(new OperationCanceledException(), new CancellationToken(canceled: true)));
        Assert.Equal(FailureAction.Score, policy.Decide(new OperationCanceledException(), CancellationToken.None));
    }

    [Fact]
    public void Cancellation_by_the_caller_passes_whatever_is_listed()
    {
        var policy = new FailurePolicy(new Dictionary<Type, FailureAction> { [typeof(Exception)] = FailureAction.Restart });

        Assert.Equal(FailureAction.Pass, policy.Decide(new TaskCanceledException(), new CancellationToken(canceled: true)));
        Assert.Equal(FailureAction.Restart, policy.Decide(new TaskCanceledException(), CancellationToken.None));
    }

    [Fact]
    public void Only_what_corrupts_the_whole_process_is_fatal()
    {
        Assert.True(FailurePolicy.IsFatal(new OutOfMemoryException()));
        Assert.False(FailurePolicy.IsFatal(new InsufficientExecutionStackException()));
        Assert.False(FailurePolicy.IsFatal(new InsufficientMemoryException()));
        Assert.False(FailurePolicy.IsFatal(new InvalidDataException()));
    }
}
