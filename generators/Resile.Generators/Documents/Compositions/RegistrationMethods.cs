using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;
using Resile.Generators.Supervision;

namespace Resile.Generators.Documents.Compositions;

/// <summary>The names of the generated methods by which programs add contracts and supervisors.</summary>
/// <remarks>
/// One generator does not see what another writes, so a call of such a method has no symbol here: its name, and the section that it stands behind, tell what it
/// is. Two contracts of one name give methods with longer names; those are not recognised.
/// </remarks>
internal sealed class RegistrationMethods
{
    private readonly Dictionary<string, List<Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>Lists the methods.</summary>
    public RegistrationMethods(IEnumerable<INamedTypeSymbol> types)
    {
        foreach (var type in types)
        {
            if (type.TypeKind == TypeKind.Interface)
            {
                AddContract(type, ContractParser.StemOf(type));
            }
            else if (SupervisorNode.AttributeOf(type) is not null)
            {
                Add("Add" + type.Name, KnownTypes.ComponentsBuilder, PartKind.Supervisor, type);
            }
        }
    }

    /// <summary>Tells whether a method of a name may be one of them.</summary>
    public bool MayBe(string method) => _entries.ContainsKey(method);

    /// <summary>Finds what a method of a section adds.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="section">The metadata name of the section that it is called on; null where that is none.</param>
    public Entry? Find(string method, string? section) => _entries.TryGetValue(method, out var entries)
        ? entries.FirstOrDefault(entry => entry.Section is null || entry.Section == section)
        : null;

    private void AddContract(INamedTypeSymbol contract, string stem)
    {
        if (AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute) is not null)
        {
            Add("Add" + stem, KnownTypes.ClientsBuilder, PartKind.Client, contract);
            Add("Add" + stem, KnownTypes.ServersBuilder, PartKind.Server, contract);
            Add("Map" + stem, null, PartKind.Map, contract);
        }

        if (AttributeReader.Find(contract, KnownTypes.AutoRecoverAttribute) is not null)
        {
            Add("Add" + stem, KnownTypes.ComponentsBuilder, PartKind.Component, contract);
            Add($"Add{stem}Pool", KnownTypes.ComponentsBuilder, PartKind.Component, contract);
        }

        if (AttributeReader.Find(contract, KnownTypes.DurableMessageAttribute) is not null)
        {
            Add($"Add{stem}Sender", KnownTypes.MessagingBuilder, PartKind.Sender, contract);
            Add($"Add{stem}Handler", KnownTypes.MessagingBuilder, PartKind.Handler, contract);
            foreach (var method in ContractMembers.ToImplement(contract).OfType<IMethodSymbol>())
            {
                var operation = MessageNames.StemOf(method);
                Add($"Add{stem}{operation}Handler", KnownTypes.MessagingBuilder, PartKind.Handler, contract, operation);
            }
        }
    }

    private void Add(string method, string? section, PartKind kind, INamedTypeSymbol subject, string? operation = null)
    {
        if (!_entries.TryGetValue(method, out var entries))
        {
            _entries[method] = entries = [];
        }

        entries.Add(new Entry(section, kind, subject, operation));
    }

    /// <summary>A method.</summary>
    /// <param name="Section">The metadata name of the section that it belongs to; null where it may stand behind anything.</param>
    /// <param name="Kind">What it adds.</param>
    /// <param name="Subject">The contract, or the class of a supervisor.</param>
    /// <param name="Operation">The only operation that it is about; null for all.</param>
    internal sealed record Entry(string? Section, PartKind Kind, INamedTypeSymbol Subject, string? Operation);
}
