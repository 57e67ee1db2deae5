using Microsoft.Extensions.Options;

namespace Resile.Recovery.Detection;

/// <summary>Refuses values that make no sense, naming the key and the value.</summary>
internal sealed class SelfDoubtRules : IValidateOptions<SelfDoubtOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SelfDoubtOptions options)
    {
        var faults = new List<string>();
        OptionsRules.Between(faults, RecoveryConfiguration.SelfDoubt, nameof(options.StallAfter), options.StallAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        OptionsRules.Between(faults, RecoveryConfiguration.SelfDoubt, nameof(options.CleanInterval), options.CleanInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
