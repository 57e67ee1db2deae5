using Microsoft.Extensions.Options;
using Resile.Messaging.MassTransit.RabbitMq;

namespace Resile.Messaging.MassTransit;

/// <summary>Refuses options that cannot work, naming the key and the value (never a password).</summary>
internal sealed class RabbitMqOptionsValidator : IValidateOptions<RabbitMqOptions>
{
    public ValidateOptionsResult Validate(string? name, RabbitMqOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Address))
        {
            failures.Add($"{RabbitMqOptions.Section}:Address is missing; set it to amqp://user:password@host:port/vhost.");
        }
        else if (!RabbitMqAddress.TryParse(options.Address, out _, out var error))
        {
            failures.Add($"{RabbitMqOptions.Section}:Address is '{RabbitMqAddress.Redact(options.Address)}': {error}");
        }

        CheckRange(nameof(options.ConfirmTimeout), options.ConfirmTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        CheckRange(nameof(options.ReconnectDelay), options.ReconnectDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        CheckRange(nameof(options.Heartbeat), options.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        CheckRange(nameof(options.ReturnDelay), options.ReturnDelay, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckRange(string key, TimeSpan value, TimeSpan lowest, TimeSpan highest)
        {
            if (value < lowest || value > highest)
            {
                failures.Add($"{RabbitMqOptions.Section}:{key} is '{value}'; it has to lie between {lowest} and {highest}.");
            }
        }
    }
}
