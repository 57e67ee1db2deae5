namespace Resile.Architecture.Tests;

/// <summary>The dependencies between projects that the design allows; there are no others.</summary>
internal static class AllowedArrows
{
    private static readonly string[] Features = ["Resile.LoadBalancing", "Resile.Recovery", "Resile.Messaging"];

    private static readonly string[] RunTime =
    [
        "Resile.Abstractions", .. Features, "Resile.Messaging.Sqlite", "Resile.Messaging.PostgreSql",
        "Resile.Messaging.EntityFrameworkCore", "Resile.Messaging.MassTransit", "Resile.AspNetCore",
    ];

    /// <summary>Gets, for each project of ours, the projects of ours that it may reference.</summary>
    public static IReadOnlyDictionary<string, string[]> Of { get; } = new Dictionary<string, string[]>
    {
        ["Resile.Abstractions"] = [],
        ["Resile.LoadBalancing"] = ["Resile.Abstractions"],
        ["Resile.Recovery"] = ["Resile.Abstractions"],
        ["Resile.Messaging"] = ["Resile.Abstractions"],
        ["Resile.Messaging.Sqlite"] = ["Resile.Abstractions", "Resile.Messaging"],
        ["Resile.Messaging.PostgreSql"] = ["Resile.Abstractions", "Resile.Messaging"],
        ["Resile.Messaging.EntityFrameworkCore"] = ["Resile.Abstractions", "Resile.Messaging"],
        ["Resile.Messaging.MassTransit"] = ["Resile.Abstractions", "Resile.Messaging"],
        ["Resile.AspNetCore"] = ["Resile.Abstractions", .. Features],
        // The harness of messages runs the embedded mode, of production; whoever writes a contract has both in the package Resile.
        ["Resile.Testing"] = ["Resile.Abstractions", .. Features, "Resile.Messaging.Sqlite", "Resile.Messaging.MassTransit"],
        ["Resile"] = RunTime,
        ["Resile.Generators"] = [],
        ["Resile.Analyzers"] = ["Resile.Generators"],
        ["Resile.Analyzers.CodeFixes"] = ["Resile.Analyzers", "Resile.Generators"],
    };
}
