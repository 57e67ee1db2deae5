using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Payloads;

/// <summary>Reads what the documentation comments of symbols say, as plain text.</summary>
/// <remarks>A project that writes no documentation file has its comments all the same: they are then read from the source itself.</remarks>
internal static class Summaries
{
    /// <summary>Reads a summary; null where there is none.</summary>
    public static string? Of(ISymbol symbol) => Text(Comment(symbol)?.Element("summary"));

    /// <summary>Reads what is said of the result of a method; null where nothing is.</summary>
    public static string? OfResult(ISymbol method) => Text(Comment(method)?.Element("returns"));

    /// <summary>Reads what is said of a parameter, on its method or, for that of a constructor, on the type; null where nothing is.</summary>
    public static string? OfParameter(IParameterSymbol parameter)
    {
        var owner = parameter.ContainingSymbol;
        return OfParameter(owner, parameter.Name)
            ?? (owner is IMethodSymbol { MethodKind: MethodKind.Constructor } ? OfParameter(owner.ContainingType, parameter.Name) : null);
    }

    private static string? OfParameter(ISymbol owner, string name) =>
        Text(Comment(owner)?.Elements("param").FirstOrDefault(element => element.Attribute("name")?.Value == name));

    private static XElement? Comment(ISymbol symbol)
    {
        var xml = symbol.GetDocumentationCommentXml();
        try
        {
            return string.IsNullOrEmpty(xml) ? FromSource(symbol) : XElement.Parse(xml);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static XElement? FromSource(ISymbol symbol)
    {
        var text = new StringBuilder();
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            foreach (var trivia in reference.GetSyntax().GetLeadingTrivia())
            {
                var line = trivia.ToString();
                if (line.StartsWith("///", StringComparison.Ordinal) && !line.StartsWith("////", StringComparison.Ordinal))
                {
                    text.Append(line, 3, line.Length - 3).Append('\n');
                }
            }
        }

        return text.Length == 0 ? null : XElement.Parse("<doc>" + text + "</doc>");
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = new StringBuilder();
        Write(text, element);
        var plain = string.Join(" ", text.ToString().Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return plain.Length == 0 ? null : plain;
    }

    private static void Write(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain)
            {
                text.Append(plain.Value);
            }
            else if (node is XElement { IsEmpty: true } mention)
            {
                text.Append(NameIn(mention));
            }
            else if (node is XElement inner)
            {
                text.Append(inner.Name == "para" ? " " : "");
                Write(text, inner);
            }
        }
    }

    // A type or member that is mentioned: its own name says enough. References are "T:Acme.Order" or, where nothing was resolved, as they were typed.
    private static string NameIn(XElement mention)
    {
        var name = (mention.Attribute("cref") ?? mention.Attribute("name") ?? mention.Attribute("langword") ?? mention.Attribute("href"))?.Value ?? "";
        var end = name.IndexOf('(') is >= 0 and var parenthesis ? parenthesis : name.Length;
        return mention.Attribute("cref") is null ? name : name.Substring(0, end).Split('.', ':').Last();
    }
}
