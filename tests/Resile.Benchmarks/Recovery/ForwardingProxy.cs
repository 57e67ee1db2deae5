using System.Reflection;

namespace Resile.Benchmarks.Recovery;

/// <summary>The proxy of the base class library: reflection, for comparison.</summary>
public class ForwardingProxy : DispatchProxy
{
    private ICounter _target = null!;

    /// <summary>Makes a proxy.</summary>
    public static ICounter Over(ICounter target)
    {
        var proxy = Create<ICounter, ForwardingProxy>();
        ((ForwardingProxy)(object)proxy)._target = target;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Invoke(_target, args);
}
