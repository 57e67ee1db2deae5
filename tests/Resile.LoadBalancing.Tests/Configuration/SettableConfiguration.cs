using Microsoft.Extensions.Configuration;

namespace Resile.LoadBalancing.Tests.Configuration;

/// <summary>A configuration that a test changes while the program runs.</summary>
internal sealed class SettableConfiguration : ConfigurationProvider, IConfigurationSource
{
    public SettableConfiguration(params (string Key, string? Value)[] values)
    {
        Root = new ConfigurationBuilder().Add(this).Build();
        Change(values);
    }

    public IConfigurationRoot Root { get; }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Replaces all values, and says so.</summary>
    public void Change(params (string Key, string? Value)[] values)
    {
        Data = values.ToDictionary(static value => value.Key, static value => value.Value, StringComparer.OrdinalIgnoreCase);
        OnReload();
    }
}
