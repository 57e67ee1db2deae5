using System.Globalization;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Collects what is wrong with a client's options.</summary>
/// <param name="section">The section of the configuration that sets them.</param>
/// <param name="first">What has been found already.</param>
internal sealed class Findings(string section, IEnumerable<string> first)
{
    /// <summary>Gets everything that is wrong.</summary>
    public List<string> All { get; } = [.. first];

    /// <summary>Writes the whole key of a setting.</summary>
    public string Key(string key) => section + ":" + key;

    /// <summary>Notes a value that cannot be used.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="value">The value.</param>
    /// <param name="complaint">What is wrong with it and what to do: the rest of the sentence.</param>
    public void Add(string key, object? value, string complaint) => All.Add(value is null
        ? $"'{Key(key)}' {complaint}."
        : string.Create(CultureInfo.InvariantCulture, $"'{Key(key)}' = '{value}' {complaint}."));

    /// <summary>Notes what another check has found.</summary>
    public void AddRange(IEnumerable<string> findings) => All.AddRange(findings);
}
