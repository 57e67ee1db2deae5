namespace Resile;

/// <summary>Says that something was taken out of a contract on purpose, and that its name will never mean anything else.</summary>
/// <remarks>
/// On a type: names of members, or of constants of an enumeration. On a contract: names of methods. On a method: names of parameters. Old messages may still carry
/// what is retired; it is ignored. The contract lock takes a removal for a mistake unless it is retired, and refuses to use the name again.
/// </remarks>
/// <param name="names">The names.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Enum | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RetiredAttribute(params string[] names) : Attribute
{
    /// <summary>Gets the names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
