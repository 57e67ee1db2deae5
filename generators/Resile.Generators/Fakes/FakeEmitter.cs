using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Fakes;

/// <summary>Writes the rest of a fake.</summary>
internal static class FakeEmitter
{
    private const string Runtime = "global::Resile.Testing.Fakes.";

    /// <summary>Writes the file.</summary>
    public static string Emit(FakeModel model)
    {
        var writer = GeneratedFile.Begin(
            [], $"[Fake] {model.MetadataName}: what it answers, and how it was called ({GeneratedFile.Tool}).", "Changes are lost on the next build.");
        if (model.Namespace is not null)
        {
            writer.Line($"namespace {model.Namespace};").Line();
        }

        using (writer.Open(model.Declaration))
        {
            var isFirst = true;
            foreach (var operation in model.Operations)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                EmitOperation(writer, model, operation);
            }
        }

        return writer.ToString();
    }

    private static void EmitOperation(SourceWriter writer, FakeModel model, OperationModel operation)
    {
        var property = TypeNames.Identifier(operation.UniqueName);
        writer.Line($"/// <summary>Gets what <c>{operation.PlainName}</c> answers, and how it was called.</summary>");
        GeneratedFile.Mark(writer, operation.IsObsolete);
        writer.Line($"{model.Visibility} {Runtime}FakeOperation<{ArgumentsType(operation)}, {operation.ReturnType}> {property} {{ get; }} =");
        using (writer.Indent())
        {
            writer.Line($"new({Literal.Of(model.Name + "." + operation.UniqueName)});");
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        GeneratedFile.MarkObsolete(writer, operation.IsObsolete);
        writer.Line(operation.Head() + " =>");
        using (writer.Indent())
        {
            writer.Line($"this.{property}.Call({Arguments(operation)}, {operation.CancellationToken});");
        }
    }

    private static string ArgumentsType(OperationModel operation) => operation.DataParameters.ToList() switch
    {
        { Count: 0 } => Runtime + "NoArguments",
        { Count: 1 } one => one[0].Type,
        var several => "(" + string.Join(", ", several.Select(static parameter => parameter.Type + " " + parameter.Name)) + ")",
    };

    private static string Arguments(OperationModel operation) => operation.DataParameters.Count() switch
    {
        0 => "default",
        1 => operation.Arguments,
        _ => $"({operation.Arguments})",
    };
}
