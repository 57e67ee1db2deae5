namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string AutoRecoverAttribute = "Resile.AutoRecoverAttribute";
    public const string BackgroundLoopAttribute = "Resile.BackgroundLoopAttribute";
    public const string OnAttribute = "Resile.OnAttribute`1";
    public const string ComponentCell = "Resile.Recovery.Calls.ComponentCell`1";
    public const string ComponentCall = "Resile.Recovery.Calls.IComponentCall`1";
    public const string ComponentCallOfResult = "Resile.Recovery.Calls.IComponentCall`2";
    public const string ComponentsBuilder = "Resile.Recovery.ComponentsBuilder";
    public const string AutoRecoverOptions = "Resile.Recovery.AutoRecoverOptions";
    public const string ReplayableCall = "Resile.Recovery.Calls.IReplayableCall";
    public const string AsyncEnumerator = "System.Collections.Generic.IAsyncEnumerator`1";
    public const string Enumerator = "System.Collections.IEnumerator";
    public const string TextReader = "System.IO.TextReader";
    public const string PipeReader = "System.IO.Pipelines.PipeReader";
    public const string ChannelReader = "System.Threading.Channels.ChannelReader`1";
    public const string HttpContent = "System.Net.Http.HttpContent";
    public const string SupervisorOptions = "Resile.Recovery.SupervisorOptions";
    public const string SupervisorAttribute = "Resile.SupervisorAttribute";
    public const string SystemRootAttribute = "Resile.SystemRootAttribute";
    public const string ChildAttributeOfComponent = "Resile.ChildAttribute`2";
    public const string ChildAttributeOfSupervisor = "Resile.ChildAttribute`1";
    public const string ChildPoolAttribute = "Resile.ChildPoolAttribute`3";
    public const string SupervisionStrategy = "Resile.SupervisionStrategy";
    public const string ChildRestart = "Resile.ChildRestart";
    public const string AutoShutdown = "Resile.AutoShutdown";
    public const string ServiceProvider = "System.IServiceProvider";
    public const string Func = "System.Func`2";
    public const string FactoryOfService = "System.Func`1";
    public const string Lazy = "System.Lazy`1";
    public const string SetsRequiredMembersAttribute = "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute";
    public const string ActivatorUtilitiesConstructorAttribute = "Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructorAttribute";
    public const string FromKeyedServicesAttribute = "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute";
    public const string ServiceKeyAttribute = "Microsoft.Extensions.DependencyInjection.ServiceKeyAttribute";
    public const string ServiceProviderServiceExtensions = "Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions";
    public const string ServiceProviderKeyedServiceExtensions = "Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions";
}
