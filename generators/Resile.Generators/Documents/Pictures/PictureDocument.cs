using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Documents.Compositions;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Messaging;
using Resile.Generators.Supervision;

namespace Resile.Generators.Documents.Pictures;

/// <summary>Draws a project as a flowchart of Mermaid: who calls whom, what is supervised by what, which message goes where.</summary>
/// <remarks>It says what the code says: calls through contracts, the methods that add them, implementations, and the attributes of supervisors.</remarks>
internal sealed class PictureDocument
{
    private readonly Picture _picture = new();
    private readonly ProjectContracts _project;
    private readonly Composition _composition;
    private readonly HashSet<ISymbol> _supervised = new(SymbolEqualityComparer.Default);

    private PictureDocument(ProjectContracts project, Composition composition)
    {
        _project = project;
        _composition = composition;
    }

    private string Program => _picture.Node(NodeKind.Program, _project.Name, _project.Name);

    /// <summary>Draws it; null where there is nothing to be drawn.</summary>
    public static Document? Of(ProjectContracts project, Composition composition)
    {
        var document = new PictureDocument(project, composition);
        document.DrawContracts();
        document.DrawCalls();
        document.DrawImplementations();
        document.DrawSupervisors();
        document.DrawRegistrations();
        document.DrawDependencies();
        return document._picture.IsEmpty ? null : new Document(project.Name + ".mmd", document._picture.Write(project.Name));
    }

    // Those it declares, whoever has to do with them: perhaps another project.
    private void DrawContracts()
    {
        foreach (var contract in _project.Known.Where(type => type.TypeKind == TypeKind.Interface && _project.Declares(type)))
        {
            _ = TargetsOf(contract, null);
        }
    }

    private void DrawCalls()
    {
        foreach (var call in _composition.Calls)
        {
            var caller = call.Caller is null ? Program : Type(call.Caller);
            _picture.Arrow(caller, Target(call.Contract, call.Operation), IsMessage(call.Contract) ? null : MessageNames.StemOf(call.Operation));
        }
    }

    private void DrawImplementations()
    {
        foreach (var contract in _project.Known.Where(static type => type.TypeKind == TypeKind.Interface))
        {
            foreach (var implementation in _project.Types.Where(type => type is { TypeKind: TypeKind.Class, IsAbstract: false }
                && type.AllInterfaces.Contains(contract, SymbolEqualityComparer.Default)))
            {
                DrawImplementation(contract, Type(implementation));
            }
        }
    }

    private void DrawImplementation(INamedTypeSymbol contract, string implementation, string? operation = null)
    {
        foreach (var target in TargetsOf(contract, operation))
        {
            _picture.Arrow(target, implementation);
        }
    }

    private void DrawSupervisors()
    {
        foreach (var supervisor in _project.Types.Where(static type => SupervisorNode.AttributeOf(type) is not null))
        {
            foreach (var child in SupervisorNode.ChildrenOf(supervisor))
            {
                _supervised.Add(child.Type);
                if (child.Implementation is { } implementation)
                {
                    DrawImplementation(child.Type, Type(implementation));
                }

                _picture.Arrow(Supervisor(supervisor), child.Implementation is null ? Supervisor(child.Type) : Type(child.Implementation),
                    child.Kind == ChildKind.Pool ? "pool" : null, isDotted: true);
            }
        }
    }

    private void DrawRegistrations()
    {
        // Those that name a class first: what they draw decides what is left to say of the others.
        foreach (var part in _composition.Registrations.OrderBy(static part => part.Implementation is null).ThenBy(static part => part.Kind)
            .ThenBy(static part => TypeNames.Metadata(part.Subject), StringComparer.Ordinal).ThenBy(static part => part.Operation, StringComparer.Ordinal))
        {
            switch (part.Kind)
            {
                case PartKind.Client or PartKind.Sender:
                    // Who calls is drawn where the call is seen.
                    foreach (var target in TargetsOf(part.Subject, null).Where(target => !_composition.Calls.Any(call => Target(call.Contract, call.Operation) == target)))
                    {
                        _picture.Arrow(Program, target);
                    }

                    break;
                case PartKind.Handler or PartKind.Component:
                    DrawPart(part);
                    break;
                case PartKind.Server or PartKind.Map when !_picture.HasArrowFrom(Target(part.Subject, null)):
                    _picture.Arrow(Target(part.Subject, null), Program);
                    break;
                case PartKind.Supervisor when !_supervised.Contains(part.Subject):
                    _picture.Arrow(Program, Supervisor(part.Subject), isDotted: true);
                    break;
            }
        }
    }

    private void DrawPart(RegisteredPart part)
    {
        var implementation = part.Implementation is null ? null : Type(part.Implementation);
        if (implementation is not null || !TargetsOf(part.Subject, part.Operation).Any(_picture.HasArrowFrom))
        {
            DrawImplementation(part.Subject, implementation ?? Program, part.Operation);
        }

        if (part.Kind == PartKind.Component && implementation is not null)
        {
            _picture.Arrow(Program, implementation, isDotted: true);
        }
    }

    // What a component or handler takes, and hands on to whoever calls it, if it does not itself.
    private void DrawDependencies()
    {
        var contracts = new HashSet<ISymbol>(_project.Known.Where(static type => type.TypeKind == TypeKind.Interface), SymbolEqualityComparer.Default);
        foreach (var type in _project.Types.Where(type => type.TypeKind == TypeKind.Class && type.AllInterfaces.Any(contracts.Contains)))
        {
            var taken = type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).Select(static parameter => parameter.Type)
                .OfType<INamedTypeSymbol>().Where(contracts.Contains);
            foreach (var contract in taken.Where(contract => !TargetsOf(contract, null).Any(target => _picture.HasArrow(Type(type), target))))
            {
                foreach (var target in TargetsOf(contract, null))
                {
                    _picture.Arrow(Type(type), target);
                }
            }
        }
    }

    private static bool IsMessage(INamedTypeSymbol contract) => AttributeReader.Find(contract, KnownTypes.DurableMessageAttribute) is not null;

    private string Type(INamedTypeSymbol type) => _picture.Node(NodeKind.Type, TypeNames.Metadata(type), type.Name, _project.Declares(type));

    private string Supervisor(INamedTypeSymbol type)
    {
        var attribute = SupervisorNode.AttributeOf(type);
        var strategy = TypeNames.Is(attribute?.AttributeClass, KnownTypes.SystemRootAttribute) ? "system root"
            : attribute.Argument<int>(0) is var number && number >= 0 && number < SupervisorParser.Strategies.Length ? SupervisorParser.Strategies[number] : "";
        return _picture.Node(NodeKind.Supervisor, TypeNames.Metadata(type), type.Name + "\n" + strategy, _project.Declares(type));
    }

    // Drawn as they are listed.
    private IReadOnlyCollection<string> TargetsOf(INamedTypeSymbol contract, string? operation) => !IsMessage(contract)
        ? [Target(contract, null)]
        : ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().Where(method => operation is null || MessageNames.StemOf(method) == operation)
            .Select(method => Target(contract, method)).ToArray();

    private string Target(INamedTypeSymbol contract, IMethodSymbol? operation)
    {
        if (operation is not null && IsMessage(contract))
        {
            var message = MessageNames.Of(contract, operation);
            return _picture.Node(NodeKind.Message, message, message.Substring(message.IndexOf(':') + 1), _project.Declares(contract));
        }

        if (AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute) is { } balanced)
        {
            return _picture.Node(NodeKind.Service, TypeNames.Metadata(contract),
                $"{contract.Name}\n{balanced.Argument<string>(0)}, {LoadBalancedParser.TransportOf(balanced).ToUpperInvariant()}", _project.Declares(contract));
        }

        return _picture.Node(NodeKind.Component, TypeNames.Metadata(contract), contract.Name, _project.Declares(contract));
    }
}
