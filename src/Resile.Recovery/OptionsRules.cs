using Microsoft.Extensions.Options;
using Resile.Recovery.Pools;

namespace Resile.Recovery;

/// <summary>Refuses values that make no sense, naming the key and the value.</summary>
internal sealed class OptionsRules : IValidateOptions<AutoRecoverOptions>, IValidateOptions<SupervisorOptions>, IValidateOptions<ComponentPoolOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AutoRecoverOptions options)
    {
        var section = RecoveryConfiguration.Component(name ?? "");
        var faults = new List<string>();
        Between(faults, section, nameof(options.HangAfter), options.HangAfter, TimeSpan.FromMilliseconds(100), Longest);
        Between(faults, section, nameof(options.ShutdownTimeout), options.ShutdownTimeout, TimeSpan.Zero, Longest);
        Between(faults, section, nameof(options.StartTimeout), options.StartTimeout, TimeSpan.FromMilliseconds(1), Longest);
        Between(faults, section, nameof(options.PendingTimeout), options.PendingTimeout, TimeSpan.FromMilliseconds(1), Longest);
        Between(faults, section, nameof(options.RestartWindow), options.RestartWindow, TimeSpan.FromMilliseconds(1), Longest);
        Between(faults, section, nameof(options.ShortestPause), options.ShortestPause, TimeSpan.FromMilliseconds(1), Longest);
        Between(faults, section, nameof(options.LongestPause), options.LongestPause, options.ShortestPause, Longest);
        Between(faults, section, nameof(options.ScoreHalfLife), options.ScoreHalfLife, TimeSpan.FromMilliseconds(1), Longest);
        Between(faults, section, nameof(options.QueueLimit), options.QueueLimit, 1, 100_000);
        Between(faults, section, nameof(options.MaxRestarts), options.MaxRestarts, 0, 1_000);
        Between(faults, section, nameof(options.ZombieLimit), options.ZombieLimit, 1, 1_000);
        Between(faults, section, nameof(options.ScoreLimit), options.ScoreLimit, 0, 1_000_000);
        Between(faults, section, nameof(options.SnapshotInterval), options.SnapshotInterval, TimeSpan.Zero, Longest);
        Between(faults, section, nameof(options.SnapshotEvery), options.SnapshotEvery, 0, int.MaxValue);
        Between(faults, section, nameof(options.SnapshotTimeout), options.SnapshotTimeout, TimeSpan.FromMilliseconds(1), Longest);
        Between(faults, section, nameof(options.ProbeInterval), options.ProbeInterval, TimeSpan.Zero, Longest);
        Between(faults, section, nameof(options.ProbeTimeout), options.ProbeTimeout, TimeSpan.FromMilliseconds(1), Longest);
        Between(faults, section, nameof(options.ProbeFailures), options.ProbeFailures, 1, 1_000);
        Between(faults, section, nameof(options.PoisonWindow), options.PoisonWindow, TimeSpan.Zero, Longest);
        var adapts = options.ConcurrencyLimit is ConcurrencyLimit.Gradient2 or ConcurrencyLimit.Aimd;
        Between(faults, section, nameof(options.MinConcurrency), options.MinConcurrency, 1, 100_000);
        Between(faults, section, nameof(options.MaxConcurrency), options.MaxConcurrency, adapts ? options.MinConcurrency : 1, 100_000);
        if (!Enum.IsDefined(options.ConcurrencyLimit))
        {
            faults.Add($"'{section}:{nameof(options.ConcurrencyLimit)}' is '{options.ConcurrencyLimit}'; it has to be one of '{string.Join("', '", Enum.GetNames<ConcurrencyLimit>())}'.");
        }

        Kind(faults, section, options.Restart, options.IsSignificant);
        if (!Enum.IsDefined(options.Pending))
        {
            faults.Add($"'{section}:{nameof(options.Pending)}' is '{options.Pending}'; it has to be one of '{string.Join("', '", Enum.GetNames<PendingCalls>())}'.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SupervisorOptions options)
    {
        var section = RecoveryConfiguration.Supervisor(name ?? "");
        var faults = new List<string>();
        Between(faults, section, nameof(options.MaxRestarts), options.MaxRestarts, 0, 1_000);
        Between(faults, section, nameof(options.RestartWindow), options.RestartWindow, TimeSpan.FromMilliseconds(1), Longest);
        Kind(faults, section, options.Restart, options.IsSignificant);
        if (!Enum.IsDefined(options.AutoShutdown))
        {
            faults.Add($"'{section}:{nameof(options.AutoShutdown)}' is '{options.AutoShutdown}'; it has to be one of '{string.Join("', '", Enum.GetNames<AutoShutdown>())}'.");
        }

        if (!Enum.IsDefined(options.Strategy))
        {
            faults.Add($"'{section}:{nameof(options.Strategy)}' is '{options.Strategy}'; it has to be one of '{string.Join("', '", Enum.GetNames<SupervisionStrategy>())}'.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ComponentPoolOptions options)
    {
        var faults = new List<string>();
        Between(faults, RecoveryConfiguration.Supervisor(name ?? ""), nameof(options.MaxChildren), options.MaxChildren, 1, 10_000);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Kind(List<string> faults, string section, ChildRestart restart, bool isSignificant)
    {
        if (!Enum.IsDefined(restart))
        {
            faults.Add($"'{section}:{nameof(AutoRecoverOptions.Restart)}' is '{restart}'; it has to be one of '{string.Join("', '", Enum.GetNames<ChildRestart>())}'.");
        }
        else if (isSignificant && restart == ChildRestart.Permanent)
        {
            faults.Add($"'{section}:{nameof(AutoRecoverOptions.IsSignificant)}' is true, but what is '{ChildRestart.Permanent}' never ends for good. "
                + $"Set '{section}:{nameof(AutoRecoverOptions.Restart)}' to '{ChildRestart.Transient}' or '{ChildRestart.Temporary}'.");
        }
    }

    internal static void Between<T>(List<string> faults, string section, string key, T value, T least, T most)
        where T : IComparable<T>
    {
        // Written so that not-a-number is refused, too.
        if (!(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0))
        {
            faults.Add(FormattableString.Invariant($"'{section}:{key}' is '{value}'; it has to lie between '{least}' and '{most}'."));
        }
    }
}
