using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of <c>[Headers]</c>, and how they are read.</summary>
internal static class HeaderRules
{
    private const string Punctuation = "!#$%&'*+-.^_`|~";

    // They belong to the connection.
    private static readonly string[] Reserved = ["Connection", "Transfer-Encoding", "Upgrade", "Trailer", "TE", "Keep-Alive", "Proxy-Connection", "Expect", "Host"];

    /// <summary>Tells whether a header can have a name.</summary>
    public static bool IsName(string name) => name.Length > 0 && name.All(static letter => letter < 128 && (char.IsLetterOrDigit(letter) || Punctuation.IndexOf(letter) >= 0));

    /// <summary>Finds out that a parameter would set a header that is not its to set: the rest of a sentence, or null.</summary>
    public static string? ComplaintOfParameter(string name) => IsOfBody(name) ? "describes the body: [Body(\"text/csv\")] sets its type"
        : string.Equals(name, "Host", StringComparison.OrdinalIgnoreCase) ? "belongs to the endpoint: set its Host in the configuration"
        : IsTaken(name) ? "belongs to the connection, or to what both sides say to each other: remove the parameter"
        : null;

    /// <summary>Finds a header of a contract or an operation that cannot be sent.</summary>
    public static Refusal? Of(ISymbol symbol)
    {
        foreach (var text in Texts(symbol))
        {
            var (name, value) = Split(text);
            var complaint = !IsName(name) ? "has no name that can be sent"
                : value is not null && value.Any(static letter => letter is not '\t' and (< ' ' or > '~')) ? "has a character in its value that cannot be sent"
                : IsOfBody(name) ? "describes a body: [Body(\"text/csv\")] sets its type"
                : IsTaken(name) ? "is not the contract's to set"
                : null;
            if (complaint is not null)
            {
                return new Refusal(Descriptors.BadConstantHeader, symbol, ContractRules.NameOf(symbol), text, complaint);
            }
        }

        return null;
    }

    /// <summary>Reads the headers of an operation, those of its contract included.</summary>
    public static EquatableArray<ConstantHeader> Read(INamedTypeSymbol contract, IMethodSymbol operation)
    {
        var headers = new List<ConstantHeader>();
        foreach (var symbol in contract.AllInterfaces.Reverse().Concat<ISymbol>([contract, operation]))
        {
            foreach (var text in Texts(symbol))
            {
                var (name, value) = Split(text);
                headers.RemoveAll(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase));
                if (value is not null)
                {
                    headers.Add(new(name, value));
                }
            }
        }

        return headers.ToEquatableArray();
    }

    private static bool IsOfBody(string name) => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    private static bool IsTaken(string name) =>
        name.StartsWith("Resile-", StringComparison.OrdinalIgnoreCase) || Reserved.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Texts(ISymbol symbol) =>
        AttributeReader.Find(symbol, KnownTypes.HeadersAttribute) is { ConstructorArguments: { Length: 1 } arguments } && arguments[0] is { Kind: TypedConstantKind.Array, IsNull: false } all
            ? all.Values.Select(static value => value.Value as string ?? "")
            : [];

    private static (string Name, string? Value) Split(string text)
    {
        var colon = text.IndexOf(':');
        return colon < 0 ? (text.Trim(), null) : (text.Substring(0, colon).Trim(), text.Substring(colon + 1).Trim(' ', '\t'));
    }
}
