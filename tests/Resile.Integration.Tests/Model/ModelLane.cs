namespace Resile.Integration.Tests.Model;

/// <summary>Whose a lane is, and how often it was taken.</summary>
internal sealed record ModelLane(Guid? Owner, long Epoch);
