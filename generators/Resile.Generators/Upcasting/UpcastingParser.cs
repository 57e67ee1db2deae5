using System.Globalization;
using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;
using Resile.Generators.Text;

namespace Resile.Generators.Upcasting;

/// <summary>Reads what a durable contract and its messages say of what they were before.</summary>
internal sealed class UpcastingParser
{
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly CancellationToken _cancellationToken;

    private UpcastingParser(CancellationToken cancellationToken) => _cancellationToken = cancellationToken;

    /// <summary>Reads it.</summary>
    /// <returns>Null where nothing was ever anything else.</returns>
    public static UpcastingModel? Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, DurableMessageRules.RuleFor(contract), cancellationToken);
        var model = ContractParser.Parse(contract, members, DurableMessageRules.OfContract(contract));
        if (model.Refusal is not null)
        {
            return null;
        }

        var parser = new UpcastingParser(cancellationToken);
        var read = members.Operations.Select(pair => parser.Read(contract, pair.Key, pair.Value)).ToArray();
        parser.Spread();
        var operations = read.Select(static operation => operation.Model()).OfType<UpcastOperationModel>().ToEquatableArray();
        return operations.Count == 0
            ? null
            : new UpcastingModel(model, operations, parser._nodes.Values.Where(static node => node.IsUseful)
                .Select(static node => new UpcastPayloadModel(node.Property, node.DisplayName, node.Steps().ToEquatableArray())).ToEquatableArray());
    }

    private Operation Read(INamedTypeSymbol contract, IMethodSymbol method, OperationModel model)
    {
        var message = PayloadShape.OfMessage(contract, method);
        var formerNames = FormerNames.Of(message.Type ?? (ISymbol)method).Where(FormerNames.IsOnTheWire).ToEquatableArray();
        var (reply, maps) = ((Node?)null, 0);
        if (RequestRules.IsRequest(method) && RequestRules.ResultOf(method) is { } result && PayloadShape.ObjectIn(result, out maps) is { } type)
        {
            reply = NodeOf(PayloadShape.OfType(type));
        }

        return new Operation(model, formerNames, NodeOf(message), reply, maps, RequestRules.ReplyOf(contract, method) is { IsWrapped: true });
    }

    // Of a type that stands for another, what is turned is written as that other, which writes what tells them apart.
    private Node NodeOf(PayloadShape shape, INamedTypeSymbol? variantOf = null)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var key = (shape.Type is { } named ? TypeNames.Full(named) : shape.Name) + (variantOf is null ? "" : ":" + TypeNames.Full(variantOf));
        if (_nodes.TryGetValue(key, out var known))
        {
            return known;
        }

        var node = new Node(Unique(shape.Name), shape.Type is null ? shape.Name : TypeNames.Plain(shape.Type));
        _nodes.Add(key, node);
        if (shape.Type is { } type)
        {
            foreach (var upcaster in UpcasterMethod.MarkedIn(type).Select(UpcasterMethod.Read).OfType<UpcasterMethod>())
            {
                node.Conversions.Add((NodeOf(PayloadShape.OfType(upcaster.Old)), before => From(upcaster, variantOf ?? upcaster.Present, before)));
            }

            if (variantOf is null)
            {
                AddVariants(node, type);
            }
        }

        foreach (var member in shape.Members)
        {
            var name = Literal.Of(member.JsonName);
            node.Own.AddRange(member.FormerNames.Where(former => shape.Find(former) is null).Select(former => $".Rename({Literal.Of(former)}, {name})"));
            if (DefaultValue.Of(member) is { } value)
            {
                node.Own.Add($".Default({name}, {Literal.Of(value)})");
            }

            if (!member.IsSecret && !member.Attributes(KnownTypes.JsonConverterAttribute).Any() && PayloadShape.ObjectIn(member.Type, out var maps) is { } inner)
            {
                node.Inner.Add((name, NodeOf(PayloadShape.OfType(inner)), maps));
            }
        }

        return node;
    }

    private void AddVariants(Node node, INamedTypeSymbol type)
    {
        var discriminator = AttributeReader.Find(type, KnownTypes.JsonPolymorphicAttribute).Named<string>("TypeDiscriminatorPropertyName") ?? "$type";
        foreach (var attribute in type.GetAttributes().Where(static attribute => TypeNames.Is(attribute.AttributeClass, KnownTypes.JsonDerivedTypeAttribute)))
        {
            if (attribute.ConstructorArguments is { Length: 2 } arguments && arguments[0].Value is INamedTypeSymbol derived && arguments[1].Value is string or int
                && !SymbolEqualityComparer.Default.Equals(derived, type))
            {
                node.Variants.Add(($"{Literal.Of(discriminator)}, {Literal.Of(Convert.ToString(arguments[1].Value, CultureInfo.InvariantCulture)!)}", NodeOf(PayloadShape.OfType(derived), type)));
            }
        }
    }

    private static string From(UpcasterMethod upcaster, INamedTypeSymbol present, Node before) => Wrapped.Call(
        $".From<{Full(upcaster.Old)}, {Full(present)}>",
        new[] { $"{TypeNames.Full(upcaster.Method.ContainingType)}.{TypeNames.Identifier(upcaster.Method.Name)}" }
            .Concat(before.IsUseful ? [UpcastingEmitter.Late(before.Property)] : []).Concat(upcaster.Signs),
        "");

    private static string Full(INamedTypeSymbol type) => TypeNames.Full(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));

    // What contains something to turn is to be looked into, and so is what contains that.
    private void Spread()
    {
        bool isSpreading;
        do
        {
            isSpreading = false;
            foreach (var node in _nodes.Values.Where(static node => !node.IsUseful && node.HasAny))
            {
                isSpreading = node.IsUseful = true;
            }
        }
        while (isSpreading);
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var number = 2; !_names.Add(unique); number++)
        {
            unique = name + Literal.Of(number);
        }

        return TypeNames.Identifier(unique);
    }

    private sealed class Node(string property, string displayName)
    {
        public string Property { get; } = property;

        public string DisplayName { get; } = displayName;

        public List<string> Own { get; } = [];

        public List<(string Name, Node Node, int Maps)> Inner { get; } = [];

        public List<(string Told, Node Node)> Variants { get; } = [];

        public List<(Node Before, Func<Node, string> Write)> Conversions { get; } = [];

        public bool IsUseful { get; set; }

        public bool HasAny => Own.Count > 0 || Conversions.Count > 0 || Inner.Any(static inner => inner.Node.IsUseful) || Variants.Any(static variant => variant.Node.IsUseful);

        public IEnumerable<string> Steps() => Conversions.Select(static conversion => conversion.Write(conversion.Before)).Concat(Own)
            .Concat(Variants.Where(static variant => variant.Node.IsUseful).Select(static variant => $".Variant({variant.Told}, {UpcastingEmitter.Late(variant.Node.Property)})"))
            .Concat(Inner.Where(static inner => inner.Node.IsUseful)
            .Select(static inner => UpcastingEmitter.Nested(inner.Name, inner.Node.Property, inner.Maps)));
    }

    private sealed class Operation(OperationModel operation, EquatableArray<string> formerNames, Node message, Node? reply, int replyMaps, bool isReplyWrapped)
    {
        public UpcastOperationModel? Model() => formerNames.Count == 0 && !message.IsUseful && reply is not { IsUseful: true }
            ? null
            : new UpcastOperationModel(
                TypeNames.Identifier(operation.UniqueName),
                operation.PlainName,
                formerNames,
                message.IsUseful ? message.Property : null,
                reply is { IsUseful: true } ? reply.Property : null,
                replyMaps,
                isReplyWrapped);
    }
}
