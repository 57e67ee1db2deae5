using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Registration;

/// <summary>A method by which a user adds or maps what was generated for a contract.</summary>
/// <param name="Namespace">The namespace where IntelliSense looks for it.</param>
/// <param name="Contract">The contract, as a person names it; methods are sorted by it.</param>
/// <param name="Name">The method's name, as in <c>AddCatalog</c>.</param>
/// <param name="QualifiedName">The name to take instead where two contracts of the assembly would share the first.</param>
/// <param name="ReturnType">What it returns, fully qualified.</param>
/// <param name="Signature">What follows its name up to the body: type parameters, parameters, constraints; it may span lines.</param>
/// <param name="Body">The expression that is its body; it may span lines.</param>
/// <param name="Documentation">Its XML documentation, without the slashes; it may span lines.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
/// <param name="IsObsolete">Whether its contract is obsolete, and it with it.</param>
/// <param name="Warnings">The ids of the warnings that the contract raises by what it says of itself.</param>
/// <param name="NeedsAspNetCore">Whether it exists only where the project references <c>Resile.AspNetCore</c>.</param>
internal sealed record RegistrationModel(
    string Namespace,
    string Contract,
    string Name,
    string QualifiedName,
    string ReturnType,
    string Signature,
    string Body,
    string Documentation,
    bool IsPublic,
    bool IsObsolete,
    EquatableArray<string> Warnings,
    bool NeedsAspNetCore)
{
    /// <summary>The namespace of the <c>AddXxx</c> methods.</summary>
    public const string DependencyInjection = "Microsoft.Extensions.DependencyInjection";

    /// <summary>The namespace of the <c>MapXxx</c> methods.</summary>
    public const string AspNetCoreBuilder = "Microsoft.AspNetCore.Builder";

    /// <summary>The attribute of a type parameter whose constructors the run time looks for: trimming leaves them.</summary>
    public const string Constructed = "[global::System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers("
        + "global::System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)]";

    /// <summary>Makes the method of a contract; where nothing could be generated for that, its body says why.</summary>
    public static RegistrationModel Of(
        ContractModel contract, string space, string name, string returnType, string signature, string body, string documentation,
        bool needsAspNetCore = false)
    {
        var verb = name.Substring(0, "Add".Length);
        var qualified = new string(contract.DisplayName.Where(static letter => char.IsLetterOrDigit(letter) || letter == '_').ToArray());
        return new(
            space,
            contract.DisplayName,
            name,
            verb + qualified + name.Substring(verb.Length + contract.Name.Length),
            returnType,
            signature,
            contract.Refusal is null ? body : $"throw new global::System.NotSupportedException({Literal.Of(contract.Refusal)})",
            documentation,
            contract.IsPublic,
            contract.IsObsolete,
            contract.Warnings,
            needsAspNetCore);
    }
}
