using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Writes the expressions by which a skeleton reads the arguments of a call.</summary>
internal static class ArgumentReader
{
    private const string Awaited = ".ConfigureAwait(false)";

    /// <summary>Tells whether the expression needs the type of the parameter beside it.</summary>
    public static bool NeedsType(ArgumentModel argument) => argument.Form.IsCollection && argument.Content is ContentForm.Simple or ContentForm.Files;

    /// <summary>Writes the expression.</summary>
    public static string Read(ArgumentModel argument, string call)
    {
        // The question mark of a value is a type of its own, in which a missing body is null and not zero.
        var type = argument.Form.IsReference ? argument.Parameter.Type.TrimEnd('?') : argument.Parameter.Type;
        var optional = argument.IsNullable ? "Optional" : "";
        if (argument.Shape is { } shape)
        {
            return Construct(shape, argument.Place, call);
        }

        return argument.Place switch
        {
            ArgumentPlace.Frame => $"{call}.{optional}Argument<{type}>({Literal.Of(argument.WireName)})",
            ArgumentPlace.Body => Body(argument, call, type, optional),
            ArgumentPlace.HeaderMap => $"{call}.Headers()",
            ArgumentPlace.Part when argument.Content != ContentForm.Simple => Part(argument, call, type, optional),
            _ when argument.Content == ContentForm.Map => argument.Place == ArgumentPlace.Form ? $"{call}.Fields()" : $"{call}.Queries()",
            _ => Simple(argument, call),
        };
    }

    private static string Body(ArgumentModel argument, string call, string type, string optional)
    {
        var contentType = Literal.Of(argument.ContentType ?? "application/octet-stream");
        return argument.Content switch
        {
            ContentForm.Json => $"await {call}.{optional}BodyAsync<{type}>(){Awaited}",
            ContentForm.Stream => $"{call}.StreamBody({contentType})",
            _ => $"await {call}.{argument.Content}BodyAsync({contentType}){Awaited}",
        };
    }

    private static string Part(ArgumentModel argument, string call, string type, string optional)
    {
        var part = $"{call}.Part({Literal.Of(argument.WireName)})";
        return argument.Content switch
        {
            ContentForm.Json => $"{part}.As{optional}Json<{type}>()",
            ContentForm.Files => $"[.. {part}.AsFiles()]",
            ContentForm.Bytes => $"await {part}.As{optional}BytesAsync(){Awaited}",
            _ => $"{part}.As{optional}{argument.Content}()",
        };
    }

    private static string Simple(ArgumentModel argument, string call)
    {
        var place = argument.Place == ArgumentPlace.Part ? ArgumentPlace.Form : argument.Place;
        var source = $"{call}.{place}({Literal.Of(argument.WireName)})";
        var (form, element) = (argument.Form, argument.ElementType);
        if (argument.Format is not null)
        {
            return $"{source}.As{(argument.IsNullable ? "Nullable" : "")}Exact<{element}>({Literal.Of(argument.Format)})";
        }

        return Value(source + (argument.Separator is null ? "" : $".Split({Literal.Of(argument.Separator)})"), form, element,
            argument.IsNullable && !(argument.Place == ArgumentPlace.Route && form.IsReference));
    }

    private static string Value(string source, ArgumentForm form, string element, bool isNullable)
    {
        if (form.IsCollection)
        {
            return $"[.. {source}.{(form.IsEnum ? "AsEnumArray" : "AsArray")}<{element}>()]";
        }

        var method = !isNullable ? form.IsEnum ? "AsEnum" : "As"
            : form.IsReference ? "AsOptional"
            : form.IsEnum ? "AsNullableEnum"
            : "AsNullable";
        return $"{source}.{method}<{element}>()";
    }

    private static string Construct(ObjectShape shape, ArgumentPlace place, string call)
    {
        string Read(ShapeProperty property) => Value($"{call}.{place}({Literal.Of(property.WireName)})", property.Form, property.ElementType, property.IsNullable);
        var constructed = shape.Properties.Where(static property => property.IsConstructed).Select(Read);
        var set = shape.Properties.Where(static property => !property.IsConstructed).Select(property => $"{property.Name} = {Read(property)}").ToArray();
        return Wrapped.Call($"new {shape.Type}", constructed, set.Length == 0 ? "" : " { " + string.Join(", ", set) + " }");
    }
}
