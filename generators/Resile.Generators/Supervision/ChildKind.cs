namespace Resile.Generators.Supervision;

/// <summary>What stands under a supervisor.</summary>
internal enum ChildKind
{
    /// <summary>A component: a contract and its implementation.</summary>
    Component,

    /// <summary>Any number of components of one contract.</summary>
    Pool,

    /// <summary>Another supervisor.</summary>
    Supervisor,
}
