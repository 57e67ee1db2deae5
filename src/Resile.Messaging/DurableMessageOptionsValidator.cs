using Microsoft.Extensions.Options;

namespace Resile.Messaging;

/// <summary>Refuses values out of range, naming the key and the value.</summary>
internal sealed class DurableMessageOptionsValidator : IValidateOptions<DurableMessageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DurableMessageOptions options)
    {
        var ranges = new RangeCheck($"{MessagingConstants.ConfigurationSection}:{HandlerOptionsName.ContractOf(name)}");
        ranges.Within(options.Concurrency, 1, 1_024, nameof(options.Concurrency));
        ranges.Within(options.Prefetch, 1, 65_535, nameof(options.Prefetch));
        ranges.Within(options.ImmediateRetries, 0, 100, nameof(options.ImmediateRetries));
        ranges.Within(options.HandlerTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), nameof(options.HandlerTimeout));
        ranges.Check(options.RedeliveryDelays is { Count: <= 100 }, options.RedeliveryDelays?.Count, "a list of at most 100 pauses",
            nameof(options.RedeliveryDelays));
        for (var index = 0; index < options.RedeliveryDelays?.Count; index++)
        {
            ranges.Within(options.RedeliveryDelays[index], TimeSpan.Zero, TimeSpan.FromDays(7),
                $"{nameof(options.RedeliveryDelays)}:{index}");
        }

        if (options.HandlerName is not null)
        {
            ranges.Check(options.HandlerName.Any(char.IsLetterOrDigit), options.HandlerName, "a name with a letter or a digit",
                nameof(options.HandlerName));
        }

        return ranges.Result;
    }
}
