using System.Globalization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Resile.Generators.Text;

namespace Resile.Generators.Locking;

/// <summary>Reads a lock.</summary>
/// <remarks>An analyzer may depend on nothing, so what reads JSON is what netstandard has: the framework's reader, which shows it as XML.</remarks>
internal static class LockParser
{
    // Far more than any project has, and far less than would stall an editor.
    private const int LongestText = 8 * 1024 * 1024;
    private const int Deepest = 16;

    /// <summary>Reads it.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="complaint">What is wrong with it, as a clause; null where nothing is.</param>
    /// <returns>Null where something is wrong.</returns>
    public static ContractLock? Parse(string text, out string? complaint)
    {
        complaint = ComplaintOf(text);
        if (complaint is not null)
        {
            return null;
        }

        try
        {
            return Read(text);
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            complaint = exception is FormatException ? exception.Message : "is no JSON: " + exception.Message;
            return null;
        }
    }

    private static string? ComplaintOf(string text)
    {
        if (text.Length > LongestText)
        {
            return "is longer than any project needs";
        }

        var line = 0;
        foreach (var each in text.Split('\n'))
        {
            line++;
            if (each.StartsWith("<<<<<<< ", StringComparison.Ordinal) || each.StartsWith(">>>>>>> ", StringComparison.Ordinal))
            {
                return $"has the marks of a conflict of versions in line {line.ToString(CultureInfo.InvariantCulture)}";
            }
        }

        return null;
    }

    private static ContractLock Read(string text)
    {
        var quotas = new XmlDictionaryReaderQuotas { MaxDepth = Deepest, MaxStringContentLength = LongestText, MaxArrayLength = LongestText, MaxNameTableCharCount = LongestText };
        using var reader = JsonReaderWriterFactory.CreateJsonReader(Encoding.UTF8.GetBytes(text), quotas);
        var root = XElement.Load(reader);
        var format = Text(root, "format");
        if (format != "1")
        {
            throw new FormatException(format is null
                ? "has no \"format\""
                : $"has format {format}, and this version of Resile reads {ContractLock.Format.ToString(CultureInfo.InvariantCulture)}");
        }

        var locked = new ContractLock();
        foreach (var (name, contract) in Properties(root, "contracts"))
        {
            Add(locked.Contracts, name, Contract(contract));
        }

        foreach (var (name, type) in Properties(root, "types"))
        {
            Add(locked.Types, name, Type(type));
        }

        return locked;
    }

    private static LockedContract Contract(XElement element)
    {
        var contract = new LockedContract { Transport = Text(element, "transport") };
        foreach (var (name, operation) in Properties(element, "calls"))
        {
            Add(contract.Balanced, name, Operation(name, operation));
        }

        foreach (var (name, operation) in Properties(element, "messages"))
        {
            Add(contract.Durable, name, Operation(name, operation));
        }

        contract.Retired.UnionWith(Texts(element, "retired"));
        return contract;
    }

    private static LockedOperation Operation(string name, XElement element)
    {
        var operation = new LockedOperation(Text(element, "method") ?? throw new FormatException($"says of '{name}' not what its \"method\" is"))
        {
            Since = Number(element, "since"),
            Payload = Text(element, "payload"),
            Result = Text(element, "result"),
            Reply = Text(element, "reply"),
            OrderingKey = Text(element, "orderingKey"),
            IsSecret = Flag(element, "secret"),
        };
        foreach (var (wireName, parameter) in Properties(element, "parameters"))
        {
            Add(operation.Parameters, wireName, new LockedParameter(
                Text(parameter, "name") ?? wireName, Text(parameter, "in") ?? "", TypeOf(wireName, parameter), Text(parameter, "style"), Flag(parameter, "optional")));
        }

        operation.FormerNames.UnionWith(Texts(element, "formerly"));
        operation.Retired.UnionWith(Texts(element, "retired"));
        return operation;
    }

    private static LockedType Type(XElement element)
    {
        var type = new LockedType { HasNames = Flag(element, "asText"), Discriminator = Text(element, "discriminator") ?? "$type" };
        if (Find(element, "values") is not null)
        {
            type.Values = new(StringComparer.Ordinal);
            foreach (var (name, value) in Properties(element, "values"))
            {
                Add(type.Values, name, value.Value);
            }
        }

        foreach (var (name, member) in Properties(element, "members"))
        {
            Add(type.Members, name, Member(name, member));
        }

        foreach (var (name, variant) in Properties(element, "variants"))
        {
            Add(type.Variants, name, variant.Value);
        }

        foreach (var (name, old) in Properties(element, "upcasts"))
        {
            var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (member, text) in Properties(old))
            {
                Add(members, member, text.Value);
            }

            Add(type.Upcasts, name, members);
        }

        type.Retired.UnionWith(Texts(element, "retired"));
        return type;
    }

    private static LockedMember Member(string name, XElement element)
    {
        var member = new LockedMember(TypeOf(name, element))
        {
            Since = Number(element, "since"),
            IsRequired = Flag(element, "required"),
            IsOptional = Flag(element, "optional"),
            IsSecret = Flag(element, "secret"),
            IsReadOnly = Flag(element, "readOnly"),
            Default = Find(element, "default") is { } value ? value.Attribute("type")?.Value == "string" ? JsonText.Quote(value.Value) : value.Value : null,
        };
        member.FormerNames.UnionWith(Texts(element, "formerly"));
        return member;
    }

    private static string TypeOf(string name, XElement element) => Text(element, "type") ?? throw new FormatException($"says of '{name}' not what its \"type\" is");

    private static int Number(XElement element, string name) => Text(element, name) is { } text
        ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : 1;

    private static bool Flag(XElement element, string name) => Text(element, name) == "true";

    private static string? Text(XElement element, string name) => Find(element, name)?.Value;

    private static IEnumerable<string> Texts(XElement element, string name) => Find(element, name)?.Elements().Select(static each => each.Value) ?? [];

    private static IEnumerable<(string Name, XElement Value)> Properties(XElement element, string name) => Find(element, name) is { } found ? Properties(found) : [];

    private static XElement? Find(XElement element, string name)
    {
        var found = Properties(element).Where(property => property.Name == name).Select(static property => property.Value).Take(2).ToArray();
        return found.Length < 2 ? found.FirstOrDefault() : throw new FormatException($"has \"{name}\" twice in one place");
    }

    private static void Add<T>(SortedDictionary<string, T> found, string name, T value)
    {
        if (found.ContainsKey(name))
        {
            throw new FormatException($"has \"{name}\" twice in one place");
        }

        found.Add(name, value);
    }

    // A name that XML has no elements for stands in an attribute.
    private static IEnumerable<(string Name, XElement Value)> Properties(XElement element) =>
        element.Elements().Select(static each => (each.Attribute("item")?.Value ?? each.Name.LocalName, each));
}
