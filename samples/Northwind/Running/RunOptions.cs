namespace Northwind.Running;

/// <summary>What the command line says.</summary>
internal sealed record RunOptions
{
    /// <summary>Gets whether every service is a process of its own, over RabbitMQ.</summary>
    public bool UsesBroker { get; init; }

    /// <summary>Gets what keeps the data.</summary>
    public Store Store { get; init; }

    /// <summary>Gets how many orders of the year are replayed.</summary>
    public int Orders { get; init; }

    /// <summary>Gets how often they are replayed.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Gets whether nothing is broken on purpose.</summary>
    public bool IsCalm { get; init; }

    /// <summary>Gets whether the services write their logs to the console.</summary>
    public bool IsVerbose { get; init; }
}
