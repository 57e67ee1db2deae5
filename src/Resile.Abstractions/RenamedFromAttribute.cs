namespace Resile;

/// <summary>Says what something of a durable contract was called before, so that what older versions wrote is still read.</summary>
/// <remarks>
/// <para>On a property or parameter: its former name. It is read where the present one is missing, whatever the case of its letters.</para>
/// <para>On the type of a message, or on a method whose message the build writes: the former name of the message on the wire, <c>Acme.Orders:OrderPlaced</c>. Handlers
/// listen to both.</para>
/// <para>Only what is written now has the new name: handlers have to know it before senders use it. A call of a <c>[LoadBalanced]</c> contract is answered at once by
/// whatever version is there, so nothing there can be renamed on the wire.</para>
/// </remarks>
/// <param name="name">The former name.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RenamedFromAttribute(string name) : Attribute
{
    /// <summary>Gets the former name.</summary>
    public string Name { get; } = name;
}
