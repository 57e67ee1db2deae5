using System.Globalization;
using System.Text;
using Resile.Generators.Text;

namespace Resile.Generators.Locking;

/// <summary>Writes a lock: sorted, the same text for the same contracts, and a line for whatever can be added alone, so that the changes of two people merge.</summary>
internal static class LockWriter
{
    /// <summary>Writes it.</summary>
    public static string Write(ContractLock locked)
    {
        var json = new JsonText();
        using (json.Object())
        {
            json.Property("format", ContractLock.Format);
            using (json.Object("contracts"))
            {
                foreach (var contract in locked.Contracts)
                {
                    Write(json, contract.Key, contract.Value);
                }
            }

            using (json.Object("types"))
            {
                foreach (var type in locked.Types)
                {
                    Write(json, type.Key, type.Value);
                }
            }
        }

        return json.ToString();
    }

    private static void Write(JsonText json, string name, LockedContract contract)
    {
        using (json.Object(name))
        {
            if (contract.Transport is { } transport)
            {
                json.Property("transport", transport);
                using (json.Object("calls"))
                {
                    foreach (var operation in contract.Balanced)
                    {
                        Write(json, operation.Key, operation.Value);
                    }
                }
            }

            if (contract.Durable.Count > 0)
            {
                using (json.Object("messages"))
                {
                    foreach (var operation in contract.Durable)
                    {
                        Write(json, operation.Key, operation.Value);
                    }
                }
            }

            Write(json, "retired", contract.Retired);
        }
    }

    private static void Write(JsonText json, string name, LockedOperation operation)
    {
        using (json.Object(name))
        {
            json.Property("method", operation.Method);
            Optional(json, "payload", operation.Payload);
            Optional(json, "orderingKey", operation.OrderingKey);
            Optional(json, "reply", operation.Reply);
            if (operation.Parameters.Count > 0)
            {
                using (json.Object("parameters"))
                {
                    foreach (var parameter in operation.Parameters)
                    {
                        json.Raw(parameter.Key, Line.Of(("name", parameter.Value.Name == parameter.Key ? null : JsonText.Quote(parameter.Value.Name)), ("in", JsonText.Quote(parameter.Value.Place)),
                            ("type", JsonText.Quote(parameter.Value.Type)), ("style", Quote(parameter.Value.Style)), ("optional", Flag(parameter.Value.IsOptional))));
                    }
                }
            }

            Optional(json, "result", operation.Result);
            if (operation.IsSecret)
            {
                json.Property("secret", true);
            }

            if (operation.Since > 1)
            {
                json.Property("since", operation.Since);
            }

            Write(json, "formerly", operation.FormerNames);
            Write(json, "retired", operation.Retired);
        }
    }

    private static void Write(JsonText json, string name, LockedType type)
    {
        using (json.Object(name))
        {
            if (type.Values is { } values)
            {
                if (type.HasNames)
                {
                    json.Property("asText", true);
                }

                using (json.Object("values"))
                {
                    foreach (var value in values)
                    {
                        json.Raw(value.Key, value.Value);
                    }
                }
            }
            else
            {
                using (json.Object("members"))
                {
                    foreach (var member in type.Members)
                    {
                        json.Raw(member.Key, Write(member.Value));
                    }
                }
            }

            Optional(json, "discriminator", type.Discriminator == "$type" ? null : type.Discriminator);
            Write(json, "variants", type.Variants);
            if (type.Upcasts.Count > 0)
            {
                using (json.Object("upcasts"))
                {
                    foreach (var old in type.Upcasts)
                    {
                        Write(json, old.Key, old.Value, isAlways: true);
                    }
                }
            }

            Write(json, "retired", type.Retired);
        }
    }

    private static string Write(LockedMember member) => Line.Of(
        ("type", JsonText.Quote(member.Type)),
        ("required", Flag(member.IsRequired)),
        ("optional", Flag(member.IsOptional)),
        ("since", member.Since > 1 ? member.Since.ToString(CultureInfo.InvariantCulture) : null),
        ("default", member.Default),
        ("secret", Flag(member.IsSecret)),
        ("readOnly", Flag(member.IsReadOnly)),
        ("formerly", member.FormerNames.Count == 0 ? null : "[" + string.Join(", ", member.FormerNames.Select(JsonText.Quote)) + "]"));

    private static void Write(JsonText json, string name, SortedDictionary<string, string> texts, bool isAlways = false)
    {
        if (texts.Count > 0 || isAlways)
        {
            using (json.Object(name))
            {
                foreach (var text in texts)
                {
                    json.Property(text.Key, text.Value);
                }
            }
        }
    }

    private static void Write(JsonText json, string name, SortedSet<string> names)
    {
        if (names.Count > 0)
        {
            json.Property(name, names);
        }
    }

    private static void Optional(JsonText json, string name, string? value)
    {
        if (value is not null)
        {
            json.Property(name, value);
        }
    }

    private static string? Quote(string? value) => value is null ? null : JsonText.Quote(value);

    private static string? Flag(bool value) => value ? "true" : null;

    private static class Line
    {
        public static string Of(params (string Name, string? Json)[] properties)
        {
            var text = new StringBuilder("{ ");
            foreach (var (name, json) in properties.Where(static property => property.Json is not null))
            {
                text.Append(text.Length > 2 ? ", " : "").Append(JsonText.Quote(name)).Append(": ").Append(json);
            }

            return text.Append(" }").ToString();
        }
    }
}
