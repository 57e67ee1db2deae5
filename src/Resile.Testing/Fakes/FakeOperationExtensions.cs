namespace Resile.Testing.Fakes;

/// <summary>Shorter ways to say what an operation of a fake answers.</summary>
public static class FakeOperationExtensions
{
    /// <summary>Lets all calls return a value from now on.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="value">The value.</param>
    /// <returns>The operation.</returns>
    public static FakeOperation<TArguments, Task<T>> Return<TArguments, T>(this FakeOperation<TArguments, Task<T>> operation, T value)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Answer((_, _) => Task.FromResult(value));
    }

    /// <inheritdoc cref="Return{TArguments, T}(FakeOperation{TArguments, Task{T}}, T)"/>
    public static FakeOperation<TArguments, ValueTask<T>> Return<TArguments, T>(this FakeOperation<TArguments, ValueTask<T>> operation, T value)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Answer((_, _) => new ValueTask<T>(value));
    }

    /// <summary>Lets all calls succeed from now on.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The operation.</returns>
    public static FakeOperation<TArguments, Task> Succeed<TArguments>(this FakeOperation<TArguments, Task> operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Answer(static (_, _) => Task.CompletedTask);
    }

    /// <inheritdoc cref="Succeed{TArguments}(FakeOperation{TArguments, Task})"/>
    public static FakeOperation<TArguments, ValueTask> Succeed<TArguments>(this FakeOperation<TArguments, ValueTask> operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Answer(static (_, _) => default);
    }
}
