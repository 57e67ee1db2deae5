using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Messaging;
using Resile.Generators.Payloads;
using Resile.Generators.Upcasting;

namespace Resile.Generators.Locking;

/// <summary>Reads what contracts are on the wire now, as a lock has it.</summary>
internal sealed class LockReader(CancellationToken cancellationToken)
{
    private static readonly Regex KeyMember = new(@"\bmessage\.@?(\w+)", RegexOptions.CultureInvariant);

    private readonly PayloadReader _payloads = new();
    private readonly Dictionary<string, PayloadShape> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _retired = new(StringComparer.Ordinal);

    /// <summary>Reads all contracts of a project.</summary>
    public static ContractLock Read(IEnumerable<INamedTypeSymbol> contracts, CancellationToken cancellationToken)
    {
        var reader = new LockReader(cancellationToken);
        var read = new ContractLock();
        foreach (var contract in contracts)
        {
            read.Contracts[TypeNames.Plain(contract)] = reader.Contract(contract);
        }

        reader.AddTypes(read);
        read.Records.UnionWith(reader._parameters.Keys);
        return read;
    }

    /// <summary>Reads a type, and those inside it.</summary>
    public static ContractLock ReadType(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        var reader = new LockReader(cancellationToken);
        var read = new ContractLock();
        reader._payloads.Read(type);
        reader.AddTypes(read);
        return read;
    }

    /// <summary>Tells whether a type is a contract whose shape a lock keeps.</summary>
    public static bool IsContract(INamedTypeSymbol type) => type is { TypeKind: TypeKind.Interface, Name.Length: > 0 }
        && (AttributeReader.Find(type, KnownTypes.LoadBalancedAttribute) is not null || AttributeReader.Find(type, KnownTypes.DurableMessageAttribute) is not null)
        && ContractRules.OfContract(type) is null;

    private LockedContract Contract(INamedTypeSymbol contract)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var locked = new LockedContract();
        locked.Retired.UnionWith(RetiredRules.NamesOn(contract));
        if (AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute) is not null)
        {
            var model = LoadBalancedParser.Parse(contract, cancellationToken);
            var methods = ContractMembers.Read(contract, LoadBalancedRules.RuleFor(contract), cancellationToken).Operations;
            locked.Transport = model.Transport.ToLowerInvariant();
            for (var index = 0; index < methods.Count; index++)
            {
                var operation = model.Operations[index];
                locked.Balanced[model.IsFramed ? operation.Signature : $"{operation.Verb} {operation.Route}"] = Balanced(methods[index].Key, operation, model.IsFramed);
            }
        }

        if (AttributeReader.Find(contract, KnownTypes.DurableMessageAttribute) is not null)
        {
            var model = DurableMessageParser.Parse(contract, cancellationToken);
            var methods = ContractMembers.Read(contract, DurableMessageRules.RuleFor(contract), cancellationToken).Operations;
            for (var index = 0; index < methods.Count; index++)
            {
                locked.Durable[model.Operations[index].WireName] = Durable(contract, methods[index].Key, model.Operations[index]);
            }
        }

        return locked;
    }

    private LockedOperation Balanced(IMethodSymbol method, BalancedOperationModel model, bool isFramed)
    {
        var operation = Begin(method);
        var parameters = method.Parameters.Where(static parameter => !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken));
        foreach (var (argument, symbol) in model.Arguments.Zip(parameters, static (argument, symbol) => (argument, symbol)))
        {
            var type = argument.Content is ContentForm.Stream or ContentForm.File or ContentForm.Files or ContentForm.Bytes ? "bytes" : LockedTypeName.Of(_payloads.Read(symbol.Type));
            var style = argument.ContentType ?? argument.Format ?? (argument.Separator is null ? null : "separated by '" + argument.Separator + "'");
            var place = argument.Place.ToString().ToLowerInvariant();
            var name = argument.Place is ArgumentPlace.Body or ArgumentPlace.HeaderMap ? "(" + place + ")" : argument.WireName;
            operation.Parameters[name] = new LockedParameter(symbol.Name, place, type, style, !isFramed && (symbol.HasExplicitDefaultValue || argument.IsNullable));
        }

        var result = GatherRules.ReplyOf(method);
        operation.Result = result is null ? null
            : model.Reply is ReplyForm.Stream or ReplyForm.WholeStream ? "bytes"
            : model.Reply == ReplyForm.Head ? null
            : LockedTypeName.Of(_payloads.Read(model.Reply == ReplyForm.Whole ? ((INamedTypeSymbol)result).TypeArguments[0] : result));
        return operation;
    }

    private LockedOperation Durable(INamedTypeSymbol contract, IMethodSymbol method, DurableOperationModel model)
    {
        var operation = Begin(method);
        var own = MessageNames.OwnMessage(method);
        var shape = PayloadShape.OfMessage(contract, method);
        var name = own is null ? (contract.ContainingNamespace is { IsGlobalNamespace: false } space ? TypeNames.Plain(space) + "." : "") + model.RecordName : "";
        var payload = own is not null
            ? _payloads.Read(own)
            : _payloads.Record(name, method.Parameters.Where(static parameter => parameter.Name.Length > 0 && !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken)));
        operation.Payload = LockedTypeName.Of(payload with { IsNullable = false });
        if (own is null)
        {
            (_parameters[name], _retired[name]) = (shape, operation.Retired);
        }

        operation.FormerNames.UnionWith(FormerNames.Of(own ?? (ISymbol)method).Where(FormerNames.IsOnTheWire));
        operation.IsSecret = model.IsSecret || model.Reply is { IsSecret: true };
        if (model.OrderingKey is { } key && KeyMember.Match(key) is { Success: true } match)
        {
            var member = match.Groups[1].Value;
            operation.OrderingKey = shape.Members.FirstOrDefault(each => each.Symbol.Name == member || MessageNames.PropertyOf(each.Symbol.Name) == member)?.JsonName ?? member;
        }

        if (model.Reply is { } reply && RequestRules.ResultOf(method) is { } result)
        {
            (operation.Reply, operation.Result) = (reply.WireName, LockedTypeName.Of(_payloads.Read(result)));
        }

        return operation;
    }

    private static LockedOperation Begin(IMethodSymbol method)
    {
        var operation = new LockedOperation(method.Name) { Since = VersionOf(AttributeReader.Find(method, KnownTypes.SinceAttribute)) };
        operation.Retired.UnionWith(RetiredRules.NamesOn(method));
        return operation;
    }

    private void AddTypes(ContractLock read)
    {
        foreach (var definition in _payloads.Definitions.ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            read.Types[definition.Name] = Type(definition);
        }
    }

    private LockedType Type(PayloadDefinition definition)
    {
        var symbol = _payloads.SymbolOf(definition.Name);
        var type = new LockedType { HasNames = definition.HasNames, Discriminator = definition.Discriminator ?? "$type" };
        type.Retired.UnionWith(symbol is not null ? RetiredRules.NamesOn(symbol) : _retired.TryGetValue(definition.Name, out var retired) ? retired : []);

        if (definition.Kind == PayloadKind.Enum)
        {
            type.Values = new(StringComparer.Ordinal);
            foreach (var member in definition.Members)
            {
                type.Values[definition.HasNames ? member.JsonName : member.TextName] = member.Value;
            }

            return type;
        }

        var shape = symbol is not null ? PayloadShape.OfType(symbol) : _parameters.TryGetValue(definition.Name, out var parameters) ? parameters : null;
        foreach (var property in definition.Properties)
        {
            type.Members[property.JsonName] = Member(property, shape?.Find(property.JsonName));
        }

        foreach (var variant in definition.Variants)
        {
            type.Variants[variant.Discriminator?.Trim('"') ?? variant.Type.Name] = variant.Type.Name;
        }

        foreach (var upcaster in symbol is null ? [] : UpcasterMethod.MarkedIn(symbol).Select(UpcasterMethod.Read).OfType<UpcasterMethod>())
        {
            type.Upcasts[TypeNames.Plain(upcaster.Old)] = Shape(upcaster.Old);
        }

        return type;
    }

    private static LockedMember Member(PayloadProperty property, ShapeMember? member)
    {
        var locked = new LockedMember(LockedTypeName.Of(property.Type))
        {
            Since = VersionOf(member?.Since),
            IsRequired = property.Presence == PayloadPresence.Demanded,
            IsOptional = property.Presence == PayloadPresence.Optional && !property.Type.IsNullable,
            IsSecret = property.IsSecret,
            IsReadOnly = property.IsReadOnly,
            Default = member is null ? null : DefaultValue.Of(member),
        };
        locked.FormerNames.UnionWith(member?.FormerNames ?? []);
        return locked;
    }

    // A shape of old is no part of what is sent: it is read apart, so that its types do not count.
    private static SortedDictionary<string, string> Shape(INamedTypeSymbol old)
    {
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var reader = new PayloadReader();
        foreach (var property in new PayloadProperties(reader, hasSummaries: false).Read(old))
        {
            members[property.JsonName] = LockedTypeName.Of(property.Type);
        }

        return members;
    }

    private static int VersionOf(AttributeData? since) => Math.Max(1, since.Argument(0, 1));
}
