using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Resile.Recovery;

/// <summary>The names of the configuration sections.</summary>
internal static class RecoveryConfiguration
{
    /// <summary>The supervisor of the components that name no other.</summary>
    public const string DefaultSupervisor = "Service";

    /// <summary>The section of the doubt in one's own judgement.</summary>
    public const string SelfDoubt = "Resile:SelfDoubt";

    /// <summary>The section of the whole system.</summary>
    public const string System = "Resile:System";

    /// <summary>Gets the section of a component.</summary>
    public static string Component(string name) => "Resile:Components:" + name;

    /// <summary>Gets the section of a supervisor.</summary>
    public static string Supervisor(string name) => "Resile:Supervisors:" + name;

    /// <summary>Lets the configuration have the last word on values.</summary>
    /// <exception cref="OptionsValidationException">The configuration has a value that is none of its type.</exception>
    public static void Apply<TOptions>(IServiceProvider services, string section, TOptions options, Action<IConfiguration, TOptions> bind)
        where TOptions : class
    {
        if (services.GetService<IConfiguration>() is not { } configuration)
        {
            return;
        }

        try
        {
            bind(configuration.GetSection(section), options);
        }
        catch (InvalidOperationException exception)
        {
            // Names the key and the value. As what it is, a wrong configuration, it can be told from what a restart may mend.
            throw new OptionsValidationException(section, typeof(TOptions), [exception.Message]);
        }
    }
}
