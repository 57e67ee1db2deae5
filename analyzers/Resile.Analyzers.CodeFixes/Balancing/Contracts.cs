using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Remedies of what the attributes of balanced contracts and their methods say.</summary>
internal static class Contracts
{
    /// <summary>Finds a mark of a parameter, its method or its contract by its short name.</summary>
    public static AttributeSyntax? Marked(Finding finding, string name) => new ISymbol?[] { finding.Symbol, finding.Method, finding.Type }
        .Select(symbol => Finding.AttributeOf(symbol, $"Resile.{name}Attribute")).FirstOrDefault(static found => found is not null);

    /// <summary>Leaves a mark on one of two parameters, which a message names.</summary>
    public static Proposal? KeepKey(Finding finding, string metadataName, int kept, int removed) =>
        Finding.AttributeOf(Parameters.Named(finding.Method, finding.Fact(removed)), metadataName) is { } attribute
            ? new Proposal($"Leave [{Finding.ShortName(metadataName)}] on '{finding.Fact(kept)}'", Attributes.Remove(attribute))
            : null;

    /// <summary>Writes percent as a share.</summary>
    public static Proposal? WriteShare(Finding finding, string metadataName, string argument, double most) =>
        Attributes.Named(finding.Attribute(metadataName), argument) is { } share && Meant.Share(finding.Model.GetConstantValue(share.Expression).Value, most) is { } meant
            ? new Proposal($"Write {meant}", Lines.Replace(share.Expression, meant))
            : null;

    /// <summary>Leaves a share out that is none.</summary>
    public static Proposal? UseDefaultShare(Finding finding)
    {
        var name = $"Resile.{finding.Fact(1)}Attribute";
        return finding.Symbol is { } contract && AttributeReader.Find(contract, name).Named("Share", 0d) is not (>= 0 and <= 1)
            && Attributes.Named(finding.Attribute(name), "Share") is { } share
                ? new Proposal("Use the default of 0.01", Attributes.Remove(share))
                : null;
    }

    /// <summary>Names the service of a contract after it: <c>order-lines</c> for <c>IOrderLines</c>.</summary>
    public static string? ServiceOf(INamedTypeSymbol? contract)
    {
        var name = new StringBuilder();
        foreach (var letter in contract is null ? "" : ContractParser.StemOf(contract))
        {
            name.Append(char.IsUpper(letter) && name.Length > 0 && name[name.Length - 1] is not '-' ? "-" : "").Append(char.ToLowerInvariant(letter));
        }

        return name.Length == 0 ? null : name.ToString();
    }
}
