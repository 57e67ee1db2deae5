using Resile.LoadBalancing.Hosting;

namespace Resile.LoadBalancing.Wire;

/// <summary>An operation as a server offers it, whatever its contract.</summary>
/// <param name="Operation">What generated code says of it.</param>
/// <param name="InvokeAsync">Carries a call out, and answers it whatever happens.</param>
internal sealed record ServedOperation(BalancedOperation Operation, Func<IServiceProvider, OperationCall, Task> InvokeAsync);
