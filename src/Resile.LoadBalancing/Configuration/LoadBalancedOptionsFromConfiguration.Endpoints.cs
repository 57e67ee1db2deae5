namespace Resile.LoadBalancing.Configuration;

internal sealed partial class LoadBalancedOptionsFromConfiguration
{
    private static void Read(ConfigurationReader reader, DnsOptions options)
    {
        reader.Text(nameof(options.Name), value => options.Name = value);
        reader.Whole(nameof(options.Port), value => options.Port = value);
        reader.Text(nameof(options.Scheme), value => options.Scheme = value);
        reader.Text(nameof(options.Server), value => options.Server = value);
        reader.Time(nameof(options.MinRefresh), value => options.MinRefresh = value);
        reader.Time(nameof(options.MaxRefresh), value => options.MaxRefresh = value);
        reader.Time(nameof(options.Timeout), value => options.Timeout = value);
    }

    private static void Read(ConfigurationReader reader, SubsetOptions options)
    {
        reader.Whole(nameof(options.Size), value => options.Size = value);
        reader.Whole(nameof(options.ClientIndex), value => options.ClientIndex = value);
        reader.Whole(nameof(options.ClientCount), value => options.ClientCount = value);
    }

    private static void Read(ConfigurationReader reader, ProbeOptions options)
    {
        reader.Flag(nameof(options.Enabled), value => options.Enabled = value);
        reader.Text(nameof(options.Path), value => options.Path = value);
        reader.Time(nameof(options.Interval), value => options.Interval = value);
        reader.Time(nameof(options.Timeout), value => options.Timeout = value);
        reader.Whole(nameof(options.FailuresBeforeOut), value => options.FailuresBeforeOut = value);
        reader.Whole(nameof(options.SuccessesBeforeIn), value => options.SuccessesBeforeIn = value);
    }
}
