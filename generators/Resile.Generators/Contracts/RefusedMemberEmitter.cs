using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>Writes the members that generated code cannot carry: they compile, and say why when they are called.</summary>
internal static class RefusedMemberEmitter
{
    /// <summary>Writes every refused member of a contract.</summary>
    public static void Emit(SourceWriter writer, IEnumerable<RefusedMember> members)
    {
        foreach (var member in members)
        {
            var body = $"throw new global::System.NotSupportedException({Literal.Of(member.Reason)})";
            writer.Line();
            writer.Line("/// <inheritdoc/>");
            if (member.Accessors is null)
            {
                writer.Line(member.Head + " =>");
                using (writer.Indent())
                {
                    writer.Line(body + ";");
                }
            }
            else
            {
                using (writer.Open(member.Head))
                {
                    foreach (var accessor in member.Accessors.Split(' '))
                    {
                        writer.Line($"{accessor} => {body};");
                    }
                }
            }
        }
    }
}
