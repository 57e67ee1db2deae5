namespace Resile.Messaging.Tests.Support;

/// <summary>What is wrong with the signature of a message.</summary>
internal enum Forgery
{
    None,
    Unsigned,
    Changed,
    OtherKey,
}
