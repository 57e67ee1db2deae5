using System.Runtime.CompilerServices;

namespace Resile.LoadBalancing.Calls;

/// <summary>The reply of an operation that returns nothing: the body of the answer is not read.</summary>
internal readonly struct NoReply
{
    /// <summary>Makes what a caller awaits who expects nothing.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask Of(ValueTask<NoReply> call) => await call.ConfigureAwait(false);
}
