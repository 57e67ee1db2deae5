using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Supervision;

/// <summary>What one attribute puts under a supervisor.</summary>
/// <remarks>It holds symbols, so it lives only within one transform or one analyzer callback, never in a model.</remarks>
internal sealed class ChildNode(AttributeData attribute, ChildKind kind)
{
    private const int Permanent = 0;
    private const int Temporary = 2;

    /// <summary>Gets the attribute.</summary>
    public AttributeData Attribute { get; } = attribute;

    /// <summary>Gets what it puts there.</summary>
    public ChildKind Kind { get; } = kind;

    /// <summary>Gets the contract, or the class of the supervisor.</summary>
    public INamedTypeSymbol Type { get; } = (INamedTypeSymbol)attribute.AttributeClass!.TypeArguments[0];

    /// <summary>Gets the implementation of a component.</summary>
    public INamedTypeSymbol? Implementation { get; } = kind == ChildKind.Supervisor ? null : (INamedTypeSymbol)attribute.AttributeClass!.TypeArguments[1];

    /// <summary>Gets the type of the keys of a pool.</summary>
    public ITypeSymbol? Key { get; } = kind == ChildKind.Pool ? attribute.AttributeClass!.TypeArguments[2] : null;

    /// <summary>Gets or sets the supervisor, where the class declares one.</summary>
    public SupervisorNode? Nested { get; set; }

    /// <summary>Gets the name under which its values are configured.</summary>
    public string Name => Kind == ChildKind.Supervisor ? Type.Name : ContractParser.StemOf(Type);

    /// <summary>Gets whether it is always started again.</summary>
    public bool IsPermanent => Attribute.Named<int>("Restart") == Permanent;

    /// <summary>Gets whether it is never started again, so that no failure of it leads beyond it.</summary>
    public bool IsTemporary => Attribute.Named<int>("Restart") == Temporary;

    /// <summary>Gets whether the supervisor may end when it has ended.</summary>
    public bool IsSignificant => Attribute.Named<bool>("Significant");

    /// <summary>Gets how many restarts of a component lead no further.</summary>
    public int MaxRestarts => Attribute.Named("MaxRestarts", 5);

    /// <summary>Gets how long the end of a component may take, in milliseconds.</summary>
    public int ShutdownMs =>
        AttributeReader.Find(Type, KnownTypes.AutoRecoverAttribute).Named<int>("ShutdownMs") is > 0 and var milliseconds ? milliseconds : 5_000;
}
