namespace Resile.Generators.Documents.Pictures;

/// <summary>What a node of a picture stands for; each kind has a shape of its own.</summary>
internal enum NodeKind
{
    /// <summary>A program: its top-level statements, and what it adds without naming a class.</summary>
    Program,

    /// <summary>A class.</summary>
    Type,

    /// <summary>A tree of supervisors, or a branch of one.</summary>
    Supervisor,

    /// <summary>A contract whose calls travel to a service.</summary>
    Service,

    /// <summary>A contract with a supervised component behind it.</summary>
    Component,

    /// <summary>A message.</summary>
    Message,
}
