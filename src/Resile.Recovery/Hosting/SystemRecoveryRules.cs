using System.Globalization;
using Microsoft.Extensions.Options;

namespace Resile.Recovery.Hosting;

/// <summary>Refuses values of the system's recovery that make no sense, naming the key and the value.</summary>
/// <param name="life">What runs the host; null where nobody could rebuild it.</param>
internal sealed class SystemRecoveryRules(HostLife? life = null) : IValidateOptions<SystemRecoveryOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SystemRecoveryOptions options)
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(options.Restart))
        {
            faults.Add(Fault(nameof(options.Restart), options.Restart, $"be one of '{string.Join("', '", Enum.GetNames<SystemRestart>())}'"));
        }
        else if (options.Restart != SystemRestart.Exit && life is null)
        {
            faults.Add(Fault(nameof(options.Restart), options.Restart, "be 'Exit', or the host has to be run by SupervisedHost.RunAsync, which can build it anew"));
        }

        if (options.MaxRebuilds is < 0 or > 1_000)
        {
            faults.Add(Fault(nameof(options.MaxRebuilds), options.MaxRebuilds, "lie between '0' and '1000'"));
        }

        Between(nameof(options.RebuildWindow), options.RebuildWindow, Shortest);
        Between(nameof(options.StopTimeout), options.StopTimeout, TimeSpan.Zero);
        Between(nameof(options.StartTimeout), options.StartTimeout, Shortest);
        Between(nameof(options.ShortestPause), options.ShortestPause, Shortest);
        Between(nameof(options.LongestPause), options.LongestPause, options.ShortestPause);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Between(string key, TimeSpan value, TimeSpan least)
        {
            if (value < least || value > Longest)
            {
                faults.Add(Fault(key, value, $"lie between '{least}' and '{Longest}'"));
            }
        }
    }

    private static string Fault(string key, object value, string rule) =>
        string.Create(CultureInfo.InvariantCulture, $"'{RecoveryConfiguration.System}:{key}' is '{value}'; it has to {rule}.");
}
