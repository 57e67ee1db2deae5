using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Lets a contract travel over something else.</summary>
internal static class Transports
{
    /// <summary>Lets it travel over TCP, which carries frames of any size.</summary>
    public static Proposal? Tcp(Finding finding) => ArgumentOf(finding)?.Expression is MemberAccessExpressionSyntax { Name: var name }
        ? new Proposal("Let the contract travel over TCP", Lines.Replace(name, "Tcp"))
        : null;

    /// <summary>Lets it travel over TCP where that carries what the method returns: items one by one, but no raw stream.</summary>
    public static Proposal? TcpForItems(Finding finding) =>
        finding.Method is { } method && TypeNames.Is(method.ReturnType, KnownTypes.AsyncEnumerable) ? Tcp(finding) : null;

    /// <summary>Lets it travel over HTTP, as it does where nothing is said.</summary>
    public static Proposal? Http(Finding finding) =>
        ArgumentOf(finding) is { } argument ? new Proposal("Let the contract travel over HTTP", Attributes.Remove(argument)) : null;

    private static AttributeArgumentSyntax? ArgumentOf(Finding finding) =>
        Attributes.Named(Finding.AttributeOf(finding.Type, KnownTypes.LoadBalancedAttribute), "Transport");
}
