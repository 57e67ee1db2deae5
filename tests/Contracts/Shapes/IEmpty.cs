namespace Resile.Generated.Tests.Contracts.Shapes;

/// <summary>Has no members at all.</summary>
[AutoRecover]
public interface IEmpty;
