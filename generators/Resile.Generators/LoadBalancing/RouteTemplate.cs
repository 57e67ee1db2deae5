using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>A route's template: literal text, and parameters in braces.</summary>
internal sealed class RouteTemplate
{
    private const string Punctuation = "/-._~:@!$'(),;=+&";

    private RouteTemplate(string text, EquatableArray<RoutePart> parts, string? complaint)
    {
        Text = text;
        Parts = parts;
        Complaint = complaint;
    }

    /// <summary>Gets the template as it was written.</summary>
    public string Text { get; }

    /// <summary>Gets its parts, in order.</summary>
    public EquatableArray<RoutePart> Parts { get; }

    /// <summary>Gets what is wrong with it, as the end of a sentence; null where nothing is.</summary>
    public string? Complaint { get; }

    /// <summary>Gets the names of its parameters.</summary>
    public IEnumerable<string> Parameters => Parts.Where(static part => part.IsParameter).Select(static part => part.Text);

    /// <summary>Gets what a server tells it apart by: the template without the names of its parameters, and with the kind of what they let through.</summary>
    public string Shape => string.Concat(Parts.Select(static part =>
        !part.IsParameter ? part.Text.ToLowerInvariant() : part.IsRest ? "{**}" : "{" + RouteConstraints.KindOf(part.Constraint) + "}")).TrimEnd('/');

    /// <summary>Reads a template.</summary>
    public static RouteTemplate Parse(string? text)
    {
        text ??= "";
        var parts = new List<RoutePart>();
        var complaint = text.StartsWith("/", StringComparison.Ordinal) ? null : "does not begin with a slash";
        var position = 0;
        while (position < text.Length && complaint is null)
        {
            var isParameter = text[position] == '{';
            var end = isParameter ? text.IndexOf('}', position) + 1 : text.IndexOf('{', position);
            end = end < 0 ? text.Length : end;
            var part = isParameter && end > 0 ? Parameter(text.Substring(position + 1, end - position - 2)) : new RoutePart(text.Substring(position, Math.Max(0, end - position)), isParameter);
            complaint = !isParameter ? ComplaintOfLiteral(part.Text) : end == 0 ? "has a brace that is not closed" : ComplaintOfParameter(part);
            parts.Add(part);
            position = Math.Max(end, position + 1);
        }

        complaint ??= ComplaintOfSegments(text, parts);
        return new RouteTemplate(text, parts.ToEquatableArray(), complaint);
    }

    /// <summary>Gets the name of the parameter that a method's parameter fills; case does not matter.</summary>
    public string? ParameterNamed(string name) =>
        Parameters.FirstOrDefault(parameter => string.Equals(parameter, name, StringComparison.OrdinalIgnoreCase));

    private static RoutePart Parameter(string text)
    {
        var isRest = text.StartsWith("**", StringComparison.Ordinal);
        var name = isRest ? text.Substring(2) : text;
        var colon = name.IndexOf(':');
        return colon < 0 ? new RoutePart(name, true, isRest) : new RoutePart(name.Substring(0, colon), true, isRest, name.Substring(colon));
    }

    private static string? ComplaintOfParameter(RoutePart part)
    {
        var name = part.Text;
        return name.Length == 0 || !(char.IsLetter(name[0]) || name[0] == '_') || !name.All(static letter => char.IsLetterOrDigit(letter) || letter == '_')
                ? $"has '{{{name}}}' where only a name can stand in braces, with constraints as in '{{id:int}}', or the rest of the path as in '{{**path}}': no default, and nothing optional"
            : part.IsRest && part.Constraint.Length > 0 ? "has a constraint on the rest of the path, where none can stand"
            : part.Constraint.Length > 0 ? RouteConstraints.ComplaintOf(part.Constraint)
            : null;
    }

    private static string? ComplaintOfLiteral(string literal)
    {
        var wrong = literal.Where(static letter => letter >= 128 || !(char.IsLetterOrDigit(letter) || Punctuation.IndexOf(letter) >= 0)).ToArray();
        return wrong.Length == 0 ? null : $"contains '{wrong[0]}', which a path cannot carry as it is (queries come from parameters)";
    }

    private static string? ComplaintOfSegments(string text, List<RoutePart> parts)
    {
        var segments = text.Substring(1).Split('/');
        if (segments.Take(segments.Length - 1).Any(static segment => segment.Length == 0) || segments.Any(static segment => segment is "." or ".."))
        {
            return "has an empty segment or a dot segment";
        }

        if (segments.Any(static segment => segment.Count(static letter => letter == '{') > 1))
        {
            return "has two parameters in one segment";
        }

        if (parts.FindIndex(static part => part.IsRest) is >= 0 and var rest && (rest < parts.Count - 1 || !parts[rest - 1].Text.EndsWith("/", StringComparison.Ordinal)))
        {
            return "has something beside the rest of the path, which ends a route and has its segment for itself";
        }

        var names = parts.Where(static part => part.IsParameter).Select(static part => part.Text).ToArray();
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length ? null : "names a parameter twice";
    }
}
