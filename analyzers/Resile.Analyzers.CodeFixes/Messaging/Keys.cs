using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Analyzers.Messaging;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;

namespace Resile.Analyzers.CodeFixes.Messaging;

/// <summary>Remedies of ordering keys, which stand on parameters, or on the properties of a message.</summary>
internal static class Keys
{
    /// <summary>Finds the type of the message that a method sends.</summary>
    public static INamedTypeSymbol? MessageOf(Finding finding) => finding.Method is { } method ? MessageNames.OwnMessage(method) : null;

    /// <summary>Leaves one of two keys, which a message names.</summary>
    public static Proposal? Keep(Finding finding, int kept, int removed) => Marks(finding).FirstOrDefault(mark => mark.Name == finding.Fact(removed)).Attribute is { } attribute
        ? new Proposal($"Leave [OrderingKey] on '{finding.Fact(kept)}'", Attributes.Remove(attribute))
        : null;

    /// <summary>Removes the key that is secret; what gives the order instead is the author's to say.</summary>
    public static Proposal? RemoveSecret(Finding finding) => Remedies.Removal(Marks(finding).FirstOrDefault(mark => mark.Name == finding.Fact(1)).Attribute);

    /// <summary>Removes the key of a request that has no other fault.</summary>
    public static Proposal? RemoveFromRequest(Finding finding) =>
        finding.Fact(1).StartsWith("has an ordering key", StringComparison.Ordinal) ? Remedies.Removal(Marks(finding).FirstOrDefault().Attribute) : null;

    /// <summary>Puts the key on what carries it: the parameter, or, where that is the message, its property by name.</summary>
    public static Proposal? Add(Finding finding)
    {
        if (finding.Property(MessageAnalyzer.KeyProperty) is not { } carrier || finding.Node is not MethodDeclarationSyntax || finding.Method is not { } method)
        {
            return null;
        }

        var message = MessageNames.OwnMessage(method);
        var parameter = method.Parameters.FirstOrDefault(each => message is null ? each.Name == carrier : SymbolEqualityComparer.Default.Equals(each.Type, message));
        return Parameters.SyntaxOf(parameter) is { Type: { } type } syntax && finding.Node.Contains(syntax)
            && Attributes.Add(finding, syntax, KnownTypes.OrderingKeyAttribute, message is null ? "" : $"(nameof({type}.{carrier}))") is { } edits
                ? new Proposal($"Put [OrderingKey] on '{carrier}'", edits)
                : null;
    }

    // By the names that the rules use: that of the property that a parameter becomes, or whose name its attribute says.
    private static IEnumerable<(string Name, AttributeSyntax Attribute)> Marks(Finding finding)
    {
        var message = MessageOf(finding);
        foreach (var parameter in finding.Method?.Parameters ?? [])
        {
            if (AttributeReader.Find(parameter, KnownTypes.OrderingKeyAttribute) is { } mark && Finding.SyntaxOf(mark) is { } syntax)
            {
                yield return (message is null ? MessageNames.PropertyOf(parameter.Name) : mark.Argument<string>(0) ?? "", syntax);
            }
        }

        foreach (var symbol in message is null ? [] : message.GetMembers().Concat(message.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)))
        {
            if (Finding.AttributeOf(symbol, KnownTypes.OrderingKeyAttribute) is { } syntax)
            {
                yield return (symbol.Name, syntax);
            }
        }
    }
}
