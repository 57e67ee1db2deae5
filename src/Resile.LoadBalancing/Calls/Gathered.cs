namespace Resile.LoadBalancing.Calls;

/// <summary>Turns the replies of several endpoints into what an operation returns.</summary>
internal static class Gathered
{
    /// <summary>Waits for them, and wants none.</summary>
    public static async ValueTask Nothing(ValueTask<Replies<NoReply>> replies) => await replies.ConfigureAwait(false);

    /// <summary>Makes one list of the lists of all.</summary>
    public static async ValueTask<IReadOnlyList<T>> Concatenated<T>(ValueTask<Replies<IReadOnlyList<T>>> replies) =>
        [.. (await replies.ConfigureAwait(false)).Values.SelectMany(static list => list)];
}
