namespace Resile.Recovery.TestChild;

/// <summary>Happens.</summary>
[AutoRecover, On<IOException>(FailureAction.Escalate)]
public interface IAccident
{
    /// <summary>Happens.</summary>
    Task HappenAsync();

    /// <summary>Uses up all the memory that the process may have.</summary>
    Task ExhaustMemoryAsync();
}
