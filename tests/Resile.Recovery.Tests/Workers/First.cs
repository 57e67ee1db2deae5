namespace Resile.Recovery.Tests.Workers;

internal sealed class First(RecoveryContext context, WorkerLog log) : Member(context, log), IFirst;
