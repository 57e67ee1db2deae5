using Microsoft.Extensions.Options;

namespace Resile.Messaging;

/// <summary>Refuses values out of range, naming the key and the value.</summary>
internal sealed class MessagingOptionsValidator : IValidateOptions<MessagingOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MessagingOptions options)
    {
        var ranges = new RangeCheck(MessagingConstants.ConfigurationSection);
        if (options.ServiceName is not null)
        {
            ranges.Check(options.ServiceName.Any(char.IsLetterOrDigit), options.ServiceName, "a name with a letter or a digit",
                nameof(options.ServiceName));
        }

        ranges.Within(options.MaximumMessageSize, 1024, 128 * 1024 * 1024, nameof(options.MaximumMessageSize));
        ranges.Within(options.DispatchWindow, 1, 65_536, nameof(options.DispatchWindow));
        ranges.Within(options.LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.LeaseDuration));
        ranges.Within(options.MaximumPollInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1),
            nameof(options.MaximumPollInterval));
        ranges.Within(options.MinimumPollInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1),
            nameof(options.MinimumPollInterval));
        ranges.Check(options.MinimumPollInterval <= options.MaximumPollInterval, options.MinimumPollInterval,
            $"at most {nameof(options.MaximumPollInterval)}, {options.MaximumPollInterval}", nameof(options.MinimumPollInterval));
        ranges.Within(options.MaximumPublishAttempts, 1, 1_000, nameof(options.MaximumPublishAttempts));
        ranges.Within(options.InboxRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.InboxRetention));
        ranges.Within(options.HealthyAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), nameof(options.HealthyAge));
        ranges.Within(options.OutboxCapacity, 1, long.MaxValue, nameof(options.OutboxCapacity));
        ranges.Check(Enum.IsDefined(options.AtCapacity), options.AtCapacity, "Throw, Wait or Accept", nameof(options.AtCapacity));
        ranges.Within(options.CapacityTimeout, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(options.CapacityTimeout));
        ranges.Within(options.MaximumPendingRequests, 1, 1_000_000, nameof(options.MaximumPendingRequests));
        ranges.Within(options.StopTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(options.StopTimeout));
        return ranges.Result;
    }
}
