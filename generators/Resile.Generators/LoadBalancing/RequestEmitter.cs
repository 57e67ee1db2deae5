using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Writes the statements that write a request from the arguments of a call.</summary>
internal static class RequestEmitter
{
    private const string Runtime = "global::Resile.LoadBalancing.";

    /// <summary>Writes them: the path first, then the query; headers and body at any place.</summary>
    public static void Emit(SourceWriter writer, BalancedOperationModel model, string request)
    {
        foreach (var part in model.Path)
        {
            writer.Line(part.IsParameter
                ? $"{request}.{(part.IsRest ? "Rest" : "Route")}({Literal.Of(part.Text)}, {Filler(model, part.Text)});"
                : $"{request}.Path({Literal.Of(part.Text)});");
        }

        if (model.Arguments.Any(static argument => argument.Place is ArgumentPlace.Form or ArgumentPlace.Part))
        {
            writer.Line($"{request}.{(model.Arguments.Any(static argument => argument.Place == ArgumentPlace.Form) ? "BeginForm" : "BeginParts")}();");
        }

        foreach (var argument in model.Arguments.Where(static argument => argument.Place != ArgumentPlace.Route))
        {
            foreach (var statement in Statements(argument))
            {
                writer.Line($"{request}.{statement};");
            }
        }

        foreach (var header in model.Headers)
        {
            writer.Line($"{request}.ConstantHeader({Literal.Of(header.Name)}, {Literal.Of(header.Value)});");
        }

        foreach (var argument in model.Arguments.Where(static argument => argument.Key is not null))
        {
            writer.Line($"{request}.HashKey({Runtime}HashKeys.Of({argument.Key}));");
        }
    }

    private static IEnumerable<string> Statements(ArgumentModel argument)
    {
        if (argument.Shape is { } shape)
        {
            var isQuery = argument.Place == ArgumentPlace.Query;
            var dot = argument.IsNullable ? "?." : ".";
            return shape.Properties.Select(property => (isQuery ? "Query" : "Field") + (property.Form.IsCollection ? "All" : "")
                + $"({Literal.Of(isQuery ? Uri.EscapeDataString(property.WireName) : property.WireName)}, {argument.Parameter.Name}{dot}{property.Name})");
        }

        return [Statement(argument)];
    }

    // A query's names are escaped here, once for all calls; the server reads them as they were declared.
    private static string Statement(ArgumentModel argument)
    {
        var (value, name) = (argument.Parameter.Name, Literal.Of(argument.WireName));
        var all = argument.Form.IsCollection ? "All" : "";
        var query = Literal.Of(Uri.EscapeDataString(argument.WireName));
        return argument.Place switch
        {
            ArgumentPlace.Body => $"{BodyMethod(argument.Content)}({value}{(argument.ContentType is null ? "" : ", " + Literal.Of(argument.ContentType))})",
            ArgumentPlace.Frame => $"Argument({value})",
            ArgumentPlace.Header => $"Header({name}, {value})",
            ArgumentPlace.HeaderMap => $"Headers({value})",
            ArgumentPlace.Form => argument.Content == ContentForm.Map ? $"Fields({value})" : $"Field{all}({name}, {value})",
            ArgumentPlace.Part => $"{PartMethod(argument.Content)}{(argument.Content == ContentForm.Simple ? all : "")}({name}, {value})",
            _ => argument.Content == ContentForm.Map ? $"Queries({value})"
                : argument.Format is not null ? $"QueryFormatted({query}, {value}, {Literal.Of(argument.Format)})"
                : argument.Separator is not null ? $"QueryJoined({query}, {value}, {Literal.Of(argument.Separator)})"
                : $"Query{all}({query}, {value})",
        };
    }

    private static string BodyMethod(ContentForm content) => content is ContentForm.Json ? "Body" : content + "Body";

    private static string PartMethod(ContentForm content) => content switch
    {
        ContentForm.Simple => "Part",
        ContentForm.Files => "FileParts",
        _ => content + "Part",
    };

    private static string Filler(BalancedOperationModel model, string name) =>
        model.Arguments.First(argument => argument.Place == ArgumentPlace.Route && argument.WireName == name).Parameter.Name;
}
