namespace Resile.Recovery.TestChild;

/// <summary>Happens.</summary>
[AutoRecover, On<IOException>(FailureAction.Escalate)]
public interface IAccident
{
    /// <summary>Happens.</summary>
    Task HappenAsync();

    /// <summary>Asks for more memory than the process may have, and so is refused while there is enough for the rest of it.</summary>
    Task AskForTooMuchMemoryAsync();

    /// <summary>Uses up all the memory that the process may have.</summary>
    Task ExhaustMemoryAsync();
}
