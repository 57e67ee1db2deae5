namespace Resile.Recovery.Processes;

/// <summary>The exit code of this process.</summary>
internal static class ExitCode
{
    /// <summary>Sets it, also where Main returns 0, as most do, and so says so after us. One that returns another code knows what it does.</summary>
    public static void Insist(int code)
    {
        Set(code);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Set(code);
    }

    private static void Set(int code) => Environment.ExitCode = Environment.ExitCode == 0 ? code : Environment.ExitCode;
}
