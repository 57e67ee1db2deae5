namespace Resile.Generators.Contracts;

/// <summary>What an operation returns.</summary>
internal enum ReturnShape
{
    /// <summary>A task without a result.</summary>
    Task,

    /// <summary>A task with a result.</summary>
    TaskOfT,

    /// <summary>A value task without a result.</summary>
    ValueTask,

    /// <summary>A value task with a result.</summary>
    ValueTaskOfT,

    /// <summary>Items that come one by one.</summary>
    Stream,
}
