namespace Resile.Recovery.Calls;

/// <summary>What a test does to generations that start. In production there is none.</summary>
internal interface IGenerationFaults
{
    /// <summary>Is called before a generation is made.</summary>
    /// <param name="scope">The generation's scope: what is taken from it ends with the generation.</param>
    /// <param name="context">Which generation it is.</param>
    void Starting(IServiceProvider scope, RecoveryContext context);
}
