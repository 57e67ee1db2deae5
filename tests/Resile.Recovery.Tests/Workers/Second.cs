namespace Resile.Recovery.Tests.Workers;

internal sealed class Second(RecoveryContext context, WorkerLog log) : Member(context, log), ISecond;
