using Resile.Generators.Recovery;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>A class that carries <c>[Supervisor]</c> or <c>[SystemRoot]</c>.</summary>
/// <param name="Namespace">Its namespace; null for the global one.</param>
/// <param name="Attribute">The attribute without its suffix.</param>
/// <param name="Declaration">The beginning of its declaration up to its name: <c>partial class Ordering</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">Its name as a person writes it, namespace included.</param>
/// <param name="FullName">Its name, fully qualified.</param>
/// <param name="MetadataName">Its full metadata name.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
/// <param name="IsObsolete">Whether it is marked obsolete.</param>
/// <param name="Warnings">The ids of the warnings that what it names would raise in generated code.</param>
/// <param name="Refusal">Why nothing can be generated for it, rule and message; null where something can.</param>
/// <param name="Values">The values that its attribute sets.</param>
/// <param name="Children">Its children, in the order in which they start.</param>
/// <param name="Remarks">What a reader should know of the tree as a whole.</param>
internal sealed record SupervisorModel(
    string? Namespace,
    string Attribute,
    string Declaration,
    string Name,
    string DisplayName,
    string FullName,
    string MetadataName,
    bool IsPublic,
    bool IsObsolete,
    EquatableArray<string> Warnings,
    string? Refusal,
    EquatableArray<AutoRecoverValue> Values,
    EquatableArray<ChildModel> Children,
    EquatableArray<string> Remarks);
