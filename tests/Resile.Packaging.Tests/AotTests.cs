using System.Diagnostics;

namespace Resile.Packaging.Tests;

/// <summary>A program with balanced clients and a supervised component is compiled ahead of time, and does what it does otherwise.</summary>
[Collection(nameof(DotNet))]
public sealed class AotTests : IDisposable
{
    private const string Linker = "/usr/bin/gcc";

    private readonly string _folder = Directory.CreateTempSubdirectory("resile-aot-").FullName;

    [Fact]
    public async Task Program_is_published_without_a_warning_and_makes_real_calls()
    {
        Assert.SkipUnless(File.Exists(Linker), $"Native compilation needs a linker, and there is no {Linker}.");
        var project = Path.Combine(BuildFacts.Repository, "tests", "Resile.AotSmoke", "Resile.AotSmoke.csproj");

        // What the trimmer and the compiler warn of is an error, as everywhere.
        await DotNet.RunAsync(_folder, "publish", project, "--no-build", "-c", BuildFacts.Configuration, "-o", _folder);
        var printed = await RunAsync(Path.Combine(_folder, "Resile.AotSmoke"));

        Assert.Matches("^http: Chai 42\ntcp: [^\n]+ 500 [^\n]+\ntcp: 36\nrestarts: 1\n$", printed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> RunAsync(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            var printed = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"It exited with {process.ExitCode}:\n{await printed}{await errors}");
            return await printed;
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
