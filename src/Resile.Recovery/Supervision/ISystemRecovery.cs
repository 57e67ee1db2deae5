namespace Resile.Recovery.Supervision;

/// <summary>The top rung of the ladder: what happens when restarting a service does not help.</summary>
/// <remarks>Register an implementation of your own before <c>AddResile</c> to replace the default, which ends the process with exit code 75.</remarks>
public interface ISystemRecovery
{
    /// <summary>Asks for the whole system to be started again. Called at most once in the life of a host, counting both methods.</summary>
    /// <param name="reason">What exhausted the service.</param>
    void RestartSystem(string reason);

    /// <summary>Asks for the same where only the end of the process helps: its memory cannot be trusted, or too many of its threads hang.</summary>
    /// <param name="reason">What has happened.</param>
    void EndProcess(string reason) => RestartSystem(reason);
}
