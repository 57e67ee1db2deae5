using System.Text;

namespace Resile.Messaging.Receiving;

/// <summary>Names the queues of handlers: service, contract and handler in kebab case, as in <c>shop-order-events-billing</c>.</summary>
/// <remarks>
/// The handler is part of the name so that two handlers never steal each other's messages, also where two programs go by
/// one service name.
/// </remarks>
internal static class EndpointName
{
    /// <summary>Names a queue.</summary>
    public static string Of(string service, string contract, string handler) => $"{Kebab(service)}-{Kebab(contract)}-{Kebab(handler)}";

    /// <summary>Writes a name in lower case, with a hyphen before each word.</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var index = 0; index < name.Length; index++)
        {
            var letter = name[index];
            if (!char.IsLetterOrDigit(letter))
            {
                Separate(text);
                continue;
            }

            if (char.IsUpper(letter) && IsWordStart(name, index))
            {
                Separate(text);
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString().TrimEnd('-');
    }

    // "HTTPServer" is "http-server": the last capital of a run begins the next word.
    private static bool IsWordStart(string name, int index) =>
        index > 0 && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));

    private static void Separate(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != '-')
        {
            text.Append('-');
        }
    }
}
