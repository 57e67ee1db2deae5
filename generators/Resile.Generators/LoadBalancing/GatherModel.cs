namespace Resile.Generators.LoadBalancing;

/// <summary>How an operation goes to several endpoints at once.</summary>
/// <param name="IsBroadcast">Whether every endpoint gets it; else all in rotation do, until enough have answered.</param>
/// <param name="Quorum">How many have to answer; 0 is the majority.</param>
/// <param name="IsEach">Whether it returns what each endpoint answered, and not one list of the lists of all.</param>
/// <param name="ElementType">The type of a reply, or of an element of one, fully qualified; null where there is no reply.</param>
internal sealed record GatherModel(bool IsBroadcast, int Quorum, bool IsEach, string? ElementType)
{
    /// <summary>Gets the method of the channel that sends it.</summary>
    public string Method => IsEach ? "GatherRepliesAsync" : "GatherAsync";

    /// <summary>Gets what is promised of it.</summary>
    public string Promise => IsBroadcast ? "Goes to every endpoint, once."
        : $"Goes to every endpoint in rotation, once; the answers of {(Quorum > 0 ? $"the first {Quorum}" : "a majority")} end it.";
}
