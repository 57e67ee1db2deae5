namespace Resile.Recovery.Hosting;

/// <summary>How this program was started, without its arguments.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FileName">The program to start: an executable of its own, or <c>dotnet</c>.</param>
/// <param name="Arguments">What comes before its own arguments: the assembly, where <c>dotnet</c> runs it.</param>
internal sealed record OwnCommand(string Name, string FileName, string[] Arguments)
{
    public static OwnCommand Find()
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is unknown, so it cannot be started again. Start it by its full path.");
        var assembly = Path.GetFullPath(Environment.GetCommandLineArgs()[0]);
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new OwnCommand(Path.GetFileNameWithoutExtension(assembly), program, [assembly])
            : new OwnCommand(Path.GetFileNameWithoutExtension(program), program, []);
    }
}
