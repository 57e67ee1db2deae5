namespace Resile;

/// <summary>The root of every exception that Resile throws on purpose.</summary>
/// <remarks>
/// Each feature has its own family below this root. The message of each says what is wrong, where, and what to do.
/// </remarks>
public abstract class ResileException : Exception
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    /// <param name="innerException">The exception that caused this one, if any.</param>
    protected ResileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Gets whether the code that was called may still run, and still use what it was handed.</summary>
    /// <value><see langword="false"/>, unless the exception says otherwise.</value>
    /// <remarks>
    /// .NET cannot end a task. Whoever owns what was handed to such code, a database transaction say, has to take it away from it
    /// instead of giving it back to where others would get it.
    /// </remarks>
    public virtual bool LeavesCodeRunning => false;

    /// <summary>Gets the name of the component whose operation was not begun, where that is certain.</summary>
    /// <value><see langword="null"/>, unless the exception says otherwise: then the operation may have been begun.</value>
    /// <remarks>Whoever called that operation may call it again elsewhere, whatever it does. A server of that component tells its callers so.</remarks>
    public virtual string? NotBegunIn => null;
}
