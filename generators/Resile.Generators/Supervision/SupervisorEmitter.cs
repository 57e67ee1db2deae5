using Resile.Generators.Recovery;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>Writes the method that adds a supervisor and its children, in the order in which they start.</summary>
internal static class SupervisorEmitter
{
    /// <summary>The name of the method.</summary>
    public const string Method = "AddTo";

    private const string Builder = "global::" + KnownTypes.ComponentsBuilder;

    /// <summary>Writes the file.</summary>
    public static string Emit(SupervisorModel model)
    {
        var writer = GeneratedFile.Begin(
            model.Warnings,
            $"[{model.Attribute}] {model.DisplayName}: what stands under it, in the order in which it starts ({GeneratedFile.Tool}).",
            $"Changes are lost on the next build. Configure: section \"Resile:Supervisors:{model.Name}\".");
        if (model.Namespace is not null)
        {
            writer.Line($"namespace {model.Namespace};").Line();
        }

        using (writer.Open(model.Declaration))
        {
            EmitDocumentation(writer, model);
            GeneratedFile.Mark(writer, model.IsObsolete);
            using (writer.Open(
                $"{(model.IsPublic ? "public" : "internal")} static {Builder} {Method}(\n    {Builder} components,\n"
                + $"    global::System.Action<global::{KnownTypes.SupervisorOptions}>? configure = null)"))
            {
                EmitUnder(writer, model);
                foreach (var child in model.Children)
                {
                    EmitChild(writer, child);
                }

                writer.Line().Line("return components;");
            }
        }

        return writer.ToString();
    }

    private static void EmitDocumentation(SourceWriter writer, SupervisorModel model)
    {
        writer.Line("/// <summary>Adds the supervisor and all that stands under it.</summary>");
        if (model.Children.Count > 0)
        {
            writer.Line("/// <remarks>");
            writer.Line("/// Its children start in this order, and end in the reverse one: each after those that its constructor takes, else as they are declared.");
            writer.Line("/// <list type=\"number\">");
            foreach (var child in model.Children)
            {
                var needs = child.Needs.Count == 0 ? "" : ": " + string.Join(", ", child.Needs);
                writer.Line($"/// <item>{XmlDoc.Text(child.DisplayName + needs)}.</item>");
            }

            writer.Line("/// </list>");
            foreach (var remark in model.Remarks)
            {
                writer.Line("/// " + XmlDoc.Text(remark));
            }

            writer.Line("/// </remarks>");
        }

        writer.Line("/// <param name=\"components\">The section to add to.</param>");
        writer.Line("/// <param name=\"configure\">Sets values, which the configuration may override.</param>");
        writer.Line("/// <returns>The same section.</returns>");
    }

    private static void EmitUnder(SourceWriter writer, SupervisorModel model)
    {
        var children = model.Children.Count == 0 ? "_" : "var children";
        if (model.Values.Count == 0)
        {
            writer.Line($"{children} = components.Under({Literal.Of(model.Name)}, configure);");
            return;
        }

        using (writer.Open($"{children} = components.Under({Literal.Of(model.Name)}, options =>", "});"))
        {
            EmitValues(writer, model.Values);
            writer.Line("configure?.Invoke(options);");
        }
    }

    private static void EmitChild(SourceWriter writer, ChildModel child)
    {
        writer.Line();
        if (child.Kind == ChildKind.Supervisor)
        {
            EmitLast(writer, $"{child.FullName}.{Method}(children", child.Values, ");");
            return;
        }

        var parameters = child.Key is null ? "services" : "(services, key)";
        var factory = Wrapped.Call($"static {parameters} => new {child.Implementation}", child.Arguments, "");
        if (child.Registration is not null)
        {
            using (writer.Indent(child.Registration + "("))
            {
                writer.Line("children,").Line(factory + ",");
                EmitLast(writer, null, child.Values, ");");
            }

            return;
        }

        var types = child.Key is null ? child.FullName : $"{child.FullName}, {child.Key}";
        using (writer.Indent($"children.{(child.Key is null ? "Add" : "AddPool")}<{types}>("))
        {
            writer.Line(Literal.Of(child.Name) + ",")
                .Line($"static cell => new {child.Proxy}(cell),")
                .Line($"{child.Proxy}.ExceptionActions,")
                .Line(factory + ",")
                .Line($"{child.Proxy}.SetDefaults,");
            var end = child.Loop is null ? ");" : $")\n{child.Loop};";
            if (child.MaxChildren > 0)
            {
                EmitLast(writer, null, child.Values, ",");
                EmitLast(writer, null, new[] { new AutoRecoverValue("MaxChildren", Literal.Of(child.MaxChildren)) }.ToEquatableArray(), end);
            }
            else
            {
                EmitLast(writer, null, child.Values, end);
            }
        }
    }

    // The last argument of a call: a delegate that sets values, or null.
    private static void EmitLast(SourceWriter writer, string? before, EquatableArray<AutoRecoverValue> values, string end)
    {
        if (values.Count == 0)
        {
            writer.Line(before is null ? "configure: null" + end : before + end);
            return;
        }

        using (writer.Open((before is null ? "" : before + ", ") + "static options =>", "}" + end))
        {
            EmitValues(writer, values);
        }
    }

    private static void EmitValues(SourceWriter writer, EquatableArray<AutoRecoverValue> values)
    {
        foreach (var value in values)
        {
            writer.Line($"options.{value.Option} = {value.Expression};");
        }
    }
}
