using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>An interface that carries one of the attributes.</summary>
/// <param name="Namespace">Its namespace; null for the global one.</param>
/// <param name="Name">Its name without the leading <c>I</c>, its containing types before it: the stem of every generated name.</param>
/// <param name="DisplayName">Its name as a person writes it, namespace included.</param>
/// <param name="FullName">Its name, fully qualified.</param>
/// <param name="MetadataName">Its metadata name, namespace included.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
/// <param name="IsObsolete">Whether it is marked obsolete; then so is what is generated for it.</param>
/// <param name="Warnings">The ids of the warnings that its attributes would raise in generated code.</param>
/// <param name="Refusal">Why nothing can be generated for it, rule and message; null where something can.</param>
/// <param name="RefusedMembers">The members that generated code cannot carry.</param>
internal sealed record ContractModel(
    string? Namespace,
    string Name,
    string DisplayName,
    string FullName,
    string MetadataName,
    bool IsPublic,
    bool IsObsolete,
    EquatableArray<string> Warnings,
    string? Refusal,
    EquatableArray<RefusedMember> RefusedMembers)
{
    /// <summary>Writes the name of a type that is generated beside the contract, so that nothing of the user's can hide it.</summary>
    public string Generated(string typeName) => Namespace is null ? "global::" + typeName : $"global::{Namespace}.{typeName}";
}
