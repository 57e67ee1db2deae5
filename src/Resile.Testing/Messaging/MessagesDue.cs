namespace Resile.Testing.Messaging;

/// <summary>How many messages are to be dealt with now.</summary>
/// <param name="Outbox">Those that wait to be published.</param>
/// <param name="Deferred">Those that were set aside, and whose time has come.</param>
/// <param name="Redeliveries">Those whose handler is to be called again.</param>
internal readonly record struct MessagesDue(int Outbox, int Deferred, int Redeliveries)
{
    /// <summary>Gets whether there are none.</summary>
    public bool IsNothing => this == default;
}
