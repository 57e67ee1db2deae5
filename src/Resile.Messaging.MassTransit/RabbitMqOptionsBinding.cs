using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Resile.Messaging.MassTransit;

/// <summary>Lets the configuration, where there is one, win over what the code has set.</summary>
internal sealed class RabbitMqOptionsBinding(IConfiguration? configuration) : IPostConfigureOptions<RabbitMqOptions>
{
    public void PostConfigure(string? name, RabbitMqOptions options) =>
        configuration?.GetSection(RabbitMqOptions.Section).Bind(options);
}
