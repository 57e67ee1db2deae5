using System.Net;

namespace Resile.LoadBalancing;

/// <summary>The root of the exceptions of balanced calls.</summary>
/// <remarks>
/// A call that the caller cancels ends in an <see cref="OperationCanceledException"/> with the caller's token instead, and one whose
/// arguments cannot be sent in an <see cref="ArgumentException"/>.
/// </remarks>
public abstract class RemoteCallException : ResileException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="facts">Which call it speaks of.</param>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    /// <param name="innerException">The exception that caused this one, if any.</param>
    protected RemoteCallException(RemoteCallFacts facts, string message, Exception? innerException = null)
        : base(message, innerException) => Facts = facts;

    /// <summary>Gets the name of the contract.</summary>
    public string Contract => Facts.Contract;

    /// <summary>Gets the name of the operation.</summary>
    public string Operation => Facts.Operation;

    /// <summary>Gets the endpoint that was tried last; null where there was none.</summary>
    public Uri? Endpoint => Facts.Endpoint;

    /// <summary>Gets how many endpoints were tried.</summary>
    public int Attempts => Facts.Attempts;

    /// <summary>Gets the status that the endpoint answered with; null where it did not answer.</summary>
    public virtual HttpStatusCode? StatusCode => null;

    /// <summary>Gets the beginning of the body of an answer that is an error; null where there is none.</summary>
    /// <remarks>It comes from the other side: show it to people and log it with care.</remarks>
    public virtual string? Body => null;

    /// <summary>Gets which call the exception speaks of.</summary>
    internal RemoteCallFacts Facts { get; private set; }

    /// <summary>Gets what the instruments call it.</summary>
    internal virtual string ErrorType => GetType().Name;

    /// <summary>Notes how many endpoints were tried.</summary>
    internal void CountAttempts(int attempts) => Facts = Facts with { Attempts = attempts };
}
