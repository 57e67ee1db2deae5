namespace Resile.Messaging.Protection;

/// <summary>Whether messages are signed, and what becomes of those that are not.</summary>
public enum MessageSigning
{
    /// <summary>Messages are not signed, and signatures are not looked at.</summary>
    None,

    /// <summary>Messages are signed. One whose signature is wrong becomes a dead letter; one without is handled. The first step where others send unsigned ones.</summary>
    Sign,

    /// <summary>Messages are signed, and only those with a right signature are handled; others become dead letters that cannot be replayed.</summary>
    Require,
}
