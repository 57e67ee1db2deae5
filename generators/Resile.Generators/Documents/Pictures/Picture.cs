using System.Text;

namespace Resile.Generators.Documents.Pictures;

/// <summary>A picture in the making: nodes and arrows, each once, whoever adds it again.</summary>
internal sealed class Picture
{
    private static readonly (NodeKind Kind, string Prefix, string Open, string Close)[] Shapes =
    [
        (NodeKind.Program, "program", "([\"", "\"])"),
        (NodeKind.Type, "type", "[\"", "\"]"),
        (NodeKind.Supervisor, "type", "[[\"", "\"]]"),
        (NodeKind.Service, "type", "{{\"", "\"}}"),
        (NodeKind.Component, "type", "(\"", "\")"),
        (NodeKind.Message, "message", "[/\"", "\"/]"),
    ];

    private readonly SortedDictionary<string, string> _foreign = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _own = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string From, string Arrow, string To), SortedSet<string>> _arrows = [];

    /// <summary>Gets whether there is nothing on it.</summary>
    public bool IsEmpty => _foreign.Count + _own.Count == 0;

    /// <summary>Adds a node.</summary>
    /// <param name="kind">What it stands for.</param>
    /// <param name="name">The whole name of that.</param>
    /// <param name="label">What people read.</param>
    /// <param name="isOwn">Whether the project declares it; else it stands outside of the project's box.</param>
    /// <returns>Its identity.</returns>
    public string Node(NodeKind kind, string name, string label, bool isOwn = true)
    {
        var (_, prefix, open, close) = Shapes[(int)kind];
        var id = PictureText.Id(prefix, name);
        var nodes = isOwn ? _own : _foreign;
        nodes[id] = $"{id}{open}{PictureText.Label(label)}{close}:::{kind.ToString().ToLowerInvariant()}";
        return id;
    }

    /// <summary>Adds an arrow; those between the same nodes become one, with all labels.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="label">What people read; null for nothing.</param>
    /// <param name="isDotted">Whether it stands for supervision, and not for a call or a message.</param>
    public void Arrow(string from, string to, string? label = null, bool isDotted = false)
    {
        var key = (from, isDotted ? "-.->" : "-->", to);
        if (!_arrows.TryGetValue(key, out var labels))
        {
            _arrows[key] = labels = new(StringComparer.Ordinal);
        }

        if (label is not null)
        {
            labels.Add(label);
        }
    }

    /// <summary>Tells whether an arrow leads from one node to another.</summary>
    public bool HasArrow(string from, string to) => _arrows.ContainsKey((from, "-->", to));

    /// <summary>Tells whether a call or a message comes to a node.</summary>
    public bool HasArrowTo(string to) => _arrows.Keys.Any(arrow => arrow.To == to && arrow.Arrow == "-->");

    /// <summary>Tells whether a call or a message leaves a node.</summary>
    public bool HasArrowFrom(string from) => _arrows.Keys.Any(arrow => arrow.From == from && arrow.Arrow == "-->");

    /// <summary>Writes it as a flowchart.</summary>
    /// <param name="project">The name of the project, around what is its own.</param>
    public string Write(string project)
    {
        var text = new StringBuilder("flowchart LR\n  %% Solid arrows are calls and messages, dotted ones supervision.\n");
        if (_own.Count > 0)
        {
            text.Append("  subgraph ").Append(PictureText.Id("project", project)).Append("[\"").Append(PictureText.Label(project)).Append("\"]\n    direction LR\n");
            foreach (var node in _own.Values)
            {
                text.Append("    ").Append(node).Append('\n');
            }

            text.Append("  end\n  class ").Append(PictureText.Id("project", project)).Append(" project\n");
        }

        foreach (var node in _foreign.Values)
        {
            text.Append("  ").Append(node).Append('\n');
        }

        foreach (var arrow in _arrows)
        {
            var label = arrow.Value.Count == 0 ? "" : $"|\"{PictureText.Label(string.Join("\n", arrow.Value))}\"|";
            text.Append("  ").Append(arrow.Key.From).Append(' ').Append(arrow.Key.Arrow).Append(label).Append(' ').Append(arrow.Key.To).Append('\n');
        }

        return text
            .Append("  classDef project fill:#fafafa,stroke:#b0bec5,color:#102027\n")
            .Append("  classDef program fill:#eceff1,stroke:#455a64,color:#102027\n")
            .Append("  classDef type fill:#ffffff,stroke:#607d8b,color:#102027\n")
            .Append("  classDef supervisor fill:#e8f5e9,stroke:#2e7d32,color:#102027\n")
            .Append("  classDef service fill:#e3f2fd,stroke:#1565c0,color:#102027\n")
            .Append("  classDef component fill:#f1f8e9,stroke:#558b2f,color:#102027\n")
            .Append("  classDef message fill:#fff3e0,stroke:#ef6c00,color:#102027\n")
            .ToString();
    }
}
