using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
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
