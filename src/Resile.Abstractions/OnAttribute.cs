namespace Resile;

/// <summary>Says what an exception of a supervised component means. The most derived type that is listed decides.</summary>
/// <typeparam name="TException">The exception, derived ones included.</typeparam>
/// <param name="action">What it means.</param>
/// <remarks>
/// Unless listed, an <see cref="ArgumentException"/>, a <see cref="CallRefusedException"/> and a cancellation that the caller asked for pass through, an
/// <see cref="OutOfMemoryException"/> restarts the whole system, and every other exception scores.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface, AllowMultiple = true)]
public sealed class OnAttribute<TException>(FailureAction action) : Attribute
    where TException : Exception
{
    /// <summary>Gets what the exception means.</summary>
    public FailureAction Action { get; } = action;
}
