using System.Collections.Concurrent;
using System.Diagnostics;

namespace Resile.LoadBalancing.Tests;

/// <summary>The activities of the calls that a test makes.</summary>
internal sealed class ActivityReadings : IDisposable
{
    private readonly ActivityListener _listener;

    /// <summary>Begins to listen.</summary>
    public ActivityReadings()
    {
        Parent = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Resile.LoadBalancing",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // Other tests make calls at the same time.
                if (activity.TraceId == Parent.TraceId)
                {
                    All.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Gets the activity that all others are made in.</summary>
    public Activity Parent { get; }

    /// <summary>Gets those that have ended.</summary>
    public ConcurrentQueue<Activity> All { get; } = new();

    /// <summary>Writes the values of some tags.</summary>
    public static string Tags(Activity activity, params string[] names) => string.Join('|', names.Select(name => activity.GetTagItem(name)));

    public void Dispose()
    {
        _listener.Dispose();
        Parent.Dispose();
    }
}
