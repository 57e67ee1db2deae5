using Castle.DynamicProxy;

namespace Resile.Benchmarks.Recovery;

/// <summary>A proxy written at run time, for comparison.</summary>
public sealed class ForwardingInterceptor : IInterceptor
{
    /// <summary>Makes a proxy.</summary>
    public static ICounter Over(ICounter target) =>
        new ProxyGenerator().CreateInterfaceProxyWithTarget(target, new ForwardingInterceptor());

    /// <inheritdoc/>
    public void Intercept(IInvocation invocation) => invocation.Proceed();
}
