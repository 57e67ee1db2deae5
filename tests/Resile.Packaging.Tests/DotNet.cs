using System.Diagnostics;

namespace Resile.Packaging.Tests;

/// <summary>Runs the dotnet command.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs it in a folder and returns what it printed; fails with that unless it exits with 0.</summary>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var (code, text) = await ExitAsync(folder, arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)} exited with {code}:\n{text}");
        return text;
    }

    /// <summary>Runs it in a folder and returns what it printed; fails with that if it exits with 0.</summary>
    public static async Task<string> FailAsync(string folder, params string[] arguments)
    {
        var (code, text) = await ExitAsync(folder, arguments);
        Assert.True(code != 0, $"dotnet {string.Join(' ', arguments)} exited with {code}:\n{text}");
        return text;
    }

    private static async Task<(int Code, string Text)> ExitAsync(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Nodes that outlive the command would keep its output open, and the test waiting.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
