namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>What the test wants a handler to do, and what the handler does past its transaction.</summary>
internal sealed class Conduct
{
    private int _mails;

    /// <summary>Gets or sets what happens inside a call, after its row was written.</summary>
    public Func<int, CancellationToken, Task> Inside { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Gets how many mails were sent.</summary>
    public int Mails => Volatile.Read(ref _mails);

    public void SendMail() => Interlocked.Increment(ref _mails);
}
