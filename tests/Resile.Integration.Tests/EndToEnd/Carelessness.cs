namespace Resile.Integration.Tests.EndToEnd;

/// <summary>How a handler leaves its code behind at the first attempt.</summary>
public enum Carelessness
{
    /// <summary>It throws while a command is being executed.</summary>
    Throws,

    /// <summary>It returns while a command is being executed.</summary>
    Returns,

    /// <summary>It reports that what it called was given up and may still run; that writes on and on.</summary>
    WasAbandoned,
}
