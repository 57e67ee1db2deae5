using Microsoft.Extensions.Options;

namespace Resile.Recovery.Hosting;

/// <summary>Tells a wrong configuration from what a restart may mend.</summary>
internal static class ConfigurationFault
{
    /// <summary>Gets whether an exception says that the configuration is wrong.</summary>
    /// <param name="exception">What building or starting a host has thrown.</param>
    /// <param name="isBuilt">Whether the host was built: only before that, a file that is missing or cannot be read is one of the configuration.</param>
    public static bool Is(Exception exception, bool isBuilt) => exception switch
    {
        OptionsValidationException => true,
        AggregateException several => several.InnerExceptions.Count > 0 && several.InnerExceptions.All(inner => Is(inner, isBuilt)),
        InvalidDataException or FileNotFoundException or UnauthorizedAccessException or FormatException => !isBuilt,
        _ => false,
    };
}
