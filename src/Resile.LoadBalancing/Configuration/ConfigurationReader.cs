using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Reads the values of a section, and notes by key and value what cannot be read.</summary>
/// <remarks>
/// In place of the configuration binder, because a key that nobody knows is a mistake worth a message, and because lists in the
/// configuration replace those of the code instead of growing them.
/// </remarks>
internal sealed class ConfigurationReader(IConfigurationSection section, ICollection<string> problems)
{
    private static readonly string[] Secrets = ["Key", "Token", "Password", "Secret"];

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets whether the section contains anything.</summary>
    public bool Exists => section.Exists();

    public void Text(string key, Action<string> set) => Read(key, set, static text => (true, text), "");

    public void Flag(string key, Action<bool> set) =>
        Read(key, set, static text => (bool.TryParse(text, out var value), value), "neither 'true' nor 'false'");

    public void Whole(string key, Action<int> set) => Read(key, set,
        static text => (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value), value), "not a whole number");

    public void Share(string key, Action<double> set) => Read(key, set,
        static text => (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value), value), "not a number");

    public void Time(string key, Action<TimeSpan> set) => Read(key, set,
        static text => (DurationText.TryParse(text, out var value), value), "no duration: write '250ms', '5s', '2m', '1h' or '00:00:05'");

    /// <summary>Reads a value of another kind.</summary>
    public void Parsed<T>(string key, Action<T> set, Func<string, (bool IsValid, T Value)> parse, string complaint) => Read(key, set, parse, complaint);

    /// <summary>Reads a section within this one.</summary>
    public void Section(string key, Action<ConfigurationReader> read)
    {
        _known.Add(key);
        var reader = new ConfigurationReader(section.GetSection(key), problems);
        read(reader);
        reader.RefuseUnknown();
    }

    /// <summary>Reads each section of a list or dictionary within this one.</summary>
    public void Sections(string key, Action<string, ConfigurationReader> read)
    {
        Section(key, list =>
        {
            foreach (var child in section.GetSection(key).GetChildren())
            {
                list.Section(child.Key, reader => read(child.Key, reader));
            }
        });
    }

    /// <summary>Reads every value of a section within this one, whatever its key.</summary>
    public void Values(string key, Action<string, string> set)
    {
        _known.Add(key);
        foreach (var child in section.GetSection(key).GetChildren())
        {
            set(child.Key, child.Value ?? "");
        }
    }

    /// <summary>Notes every key that nothing was read from.</summary>
    public void RefuseUnknown()
    {
        if (section.Value is { Length: > 0 } value)
        {
            problems.Add($"{Shown(section.Path, value)}: a section is expected here, not a value.");
        }

        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
        {
            var known = _known.Count == 0 ? "" : $" Known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.";
            problems.Add($"{Shown(child.Path, child.Value)}: there is no such setting.{known}");
        }
    }

    // A misplaced secret is a mistake worth a message, too, but not worth telling.
    private static string Shown(string path, string? value) =>
        Array.Exists(Secrets, word => path.Contains(word, StringComparison.OrdinalIgnoreCase)) ? $"'{path}'" : $"'{path}' = '{value}'";

    private void Read<T>(string key, Action<T> set, Func<string, (bool IsValid, T Value)> parse, string complaint)
    {
        _known.Add(key);
        if (section[key] is not { } text)
        {
            return;
        }

        var (isValid, value) = parse(text.Trim());
        if (isValid)
        {
            set(value);
        }
        else
        {
            problems.Add($"'{section.Path}:{key}' = '{text}' is {complaint}.");
        }
    }
}
