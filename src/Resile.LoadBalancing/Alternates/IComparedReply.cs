using System.Text.Json;

namespace Resile.LoadBalancing.Alternates;

/// <summary>A reply that is not compared with that of a copy as JSON.</summary>
internal interface IComparedReply<in TReply>
{
    /// <summary>Gets what a person sees of it.</summary>
    object? Shown { get; }

    /// <summary>Tells whether another reply says the same.</summary>
    bool IsSame(TReply other, JsonSerializerOptions json);
}
