namespace Resile.Recovery.Tests.Workers;

internal sealed class Third(RecoveryContext context, WorkerLog log) : Member(context, log), IThird;
