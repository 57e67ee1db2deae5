namespace Resile;

/// <summary>Says in which version of a contract a member came, so that what older versions wrote without it is still read.</summary>
/// <remarks>
/// On a property of a message, or of a type inside one; on a parameter; or on a method. What carries no <c>[Since]</c> has been there from version 1. The version of a type
/// or contract is the largest of its members'. The contract lock records it, see docs/contract-lock.md.
/// </remarks>
/// <param name="version">The version, from 1 on.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Method)]
public sealed class SinceAttribute(int version) : Attribute
{
    /// <summary>Gets the version.</summary>
    public int Version { get; } = version;

    /// <summary>Gets or sets what the member is in a durable message that was written without it.</summary>
    /// <value>A constant as JSON has it: a text also for dates and identities, a number also for enumerations. By default, what the member's own initializer or its type gives.</value>
    public object? Default { get; set; }
}
