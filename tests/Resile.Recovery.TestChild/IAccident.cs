namespace Resile.Recovery.TestChild;

/// <summary>Happens.</summary>
[AutoRecover, On<IOException>(FailureAction.Escalate)]
public interface IAccident
{
    /// <summary>Happens.</summary>
    Task HappenAsync();
}
