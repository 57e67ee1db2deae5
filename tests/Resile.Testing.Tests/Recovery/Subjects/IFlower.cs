namespace Resile.Testing.Tests.Recovery.Subjects;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200)]
public interface IFlower : ISubject
{
    [BackgroundLoop]
    Task GrowAsync(CancellationToken cancellationToken);
}
