namespace Resile;

/// <summary>What becomes of an event that nobody is subscribed to.</summary>
public enum Subscribers
{
    /// <summary>It stays stored and is published again until somebody is subscribed.</summary>
    Required,

    /// <summary>It is gone.</summary>
    Optional,
}
