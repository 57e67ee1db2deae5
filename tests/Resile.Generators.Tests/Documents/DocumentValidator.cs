using System.ComponentModel;
using System.Diagnostics;

namespace Resile.Generators.Tests.Documents;

/// <summary>Runs the parsers in <c>Documents/Validation</c>, which npm brings: exactly those of its lock file, beside the built test.</summary>
public sealed class DocumentValidator
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Documents", "Validation");

    private readonly Lock _lock = new();
    private Task<IReadOnlyList<string>>? _complaints;

    /// <summary>Lists what they complain of, the name of the document before each; they run once.</summary>
    public Task<IReadOnlyList<string>> ComplaintsOfAsync(Func<IReadOnlyDictionary<string, string>> documents)
    {
        lock (_lock)
        {
            return _complaints ??= ReadAsync(documents());
        }
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(IReadOnlyDictionary<string, string> documents)
    {
        await InstallAsync();
        var folder = Directory.CreateTempSubdirectory("resile-documents-").FullName;
        try
        {
            foreach (var (name, text) in documents)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);
            }

            var printed = (await RunAsync("node", "validate.mjs", folder)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal($"{documents.Count} documents read", printed[^1]);
            return printed[..^1];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Written when npm has ended; what it brought for another lock file is brought anew.
    private static async Task InstallAsync()
    {
        var (wanted, installed) = (Path.Combine(Folder, "package-lock.json"), Path.Combine(Folder, "node_modules", "resile.installed"));
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == await File.ReadAllTextAsync(wanted))
        {
            return;
        }

        await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        File.Copy(wanted, installed, overwrite: true);
    }

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        // On Windows npm is a script, which only a shell runs.
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd", ["/c", command, .. arguments]) : new ProcessStartInfo(command, arguments);
        (start.WorkingDirectory, start.RedirectStandardOutput, start.RedirectStandardError) = (Folder, true, true);
        using var process = Start(start, command);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var text = await output;
            Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} exited with {process.ExitCode}:\n{text}{await errors}");
            return text;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(ProcessStartInfo start, string command)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"The documents are read by parsers that run on Node.js, and '{command}' is not here. Install Node.js 20 or later with npm (on Debian: apt-get install nodejs npm).");
            throw;
        }
    }
}
