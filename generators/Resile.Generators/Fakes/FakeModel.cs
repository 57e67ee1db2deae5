using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Fakes;

/// <summary>A class that carries <c>[Fake]</c>.</summary>
/// <param name="Namespace">Its namespace; null for the global one.</param>
/// <param name="Declaration">The beginning of its declaration up to its name: <c>partial class CatalogFake</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="MetadataName">Its full metadata name.</param>
/// <param name="Visibility">Who sees its operations.</param>
/// <param name="Operations">The operations that it does not implement itself.</param>
internal sealed record FakeModel(
    string? Namespace, string Declaration, string Name, string MetadataName, string Visibility, EquatableArray<OperationModel> Operations);
