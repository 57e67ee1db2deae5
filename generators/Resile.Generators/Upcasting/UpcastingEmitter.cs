using Resile.Generators.Text;

namespace Resile.Generators.Upcasting;

/// <summary>Writes what reads the messages of older versions.</summary>
internal static class UpcastingEmitter
{
    private const string Upcaster = "global::Resile.Messaging.Contracts.PayloadUpcaster";

    /// <summary>Writes the file.</summary>
    public static string Emit(UpcastingModel model)
    {
        var contract = model.Contract;
        var writer = GeneratedFile.For("RenamedFrom], [Since] and [Upcaster", contract, contract.Name + "Upcasters", "Resile:Messaging:" + contract.Name);
        using (writer.Open($"internal static partial class {contract.Name}Messages"))
        {
            writer.Line("/// <summary>Lets the messages be read that older versions wrote.</summary>");
            using (writer.Open($"static {contract.Name}Messages()"))
            {
                foreach (var operation in model.Operations)
                {
                    EmitOperation(writer, contract.Name + "Upcasters", operation);
                }
            }
        }

        if (model.Payloads.Count > 0)
        {
            writer.Line().Line($"/// <summary>Turns what older versions wrote into what <see cref=\"{contract.FullName}\"/> is now.</summary>");
            GeneratedFile.Mark(writer, contract.IsObsolete);
            using (writer.Open($"internal static class {contract.Name}Upcasters"))
            {
                EmitPayloads(writer, model);
            }
        }

        return writer.ToString();
    }

    /// <summary>Writes the call that looks into a property.</summary>
    /// <param name="name">The property, as a literal.</param>
    /// <param name="upcaster">What turns its value.</param>
    /// <param name="maps">How many levels of maps stand around that.</param>
    public static string Nested(string name, string upcaster, int maps) =>
        $".Nested({name}, {Late(upcaster)}{(maps == 0 ? "" : ", maps: " + Literal.Of(maps))})";

    /// <summary>Writes what names an upcaster late: to the compiler it may not be there yet; it is by the time it is asked for.</summary>
    public static string Late(string upcaster) => $"static () => {upcaster}!";

    private static void EmitOperation(SourceWriter writer, string upcasters, UpcastOperationModel operation)
    {
        if (operation.FormerNames.Count > 0)
        {
            writer.Line($"{operation.Definition}.FormerNames = [{string.Join(", ", operation.FormerNames.Select(Literal.Of))}];");
        }

        if (operation.Upcaster is { } upcaster)
        {
            writer.Line($"{operation.Definition}.Upcaster = {upcasters}.{upcaster};");
        }

        if (operation.ReplyUpcaster is { } reply)
        {
            writer.Line($"{operation.Definition}.ReplyUpcaster = " + (operation.IsReplyWrapped
                ? $"new {Upcaster}(){Nested("\"value\"", upcasters + "." + reply, operation.ReplyMaps)};"
                : $"{upcasters}.{reply};"));
        }
    }

    private static void EmitPayloads(SourceWriter writer, UpcastingModel model)
    {
        var isFirst = true;
        foreach (var payload in model.Payloads)
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            writer.Line($"/// <summary>Gets what turns a <c>{XmlDoc.Text(payload.DisplayName)}</c>.</summary>");
            using (writer.Indent($"public static {Upcaster} {payload.Name} {{ get; }} = new {Upcaster}()"))
            {
                for (var index = 0; index < payload.Steps.Count; index++)
                {
                    writer.Line(payload.Steps[index] + (index == payload.Steps.Count - 1 ? ";" : ""));
                }
            }
        }
    }
}
