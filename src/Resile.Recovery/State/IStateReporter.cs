namespace Resile.Recovery.State;

/// <summary>Is told what becomes of the state of one component. Called on any thread; must not wait.</summary>
internal interface IStateReporter
{
    void Captured(int generation);

    void CaptureFailed(int generation, Exception exception);

    void Restored(int generation, TimeSpan age);

    void RestoreFailed(int generation, Exception exception);

    void Distrusted(int generation);

    void Acquitted();
}
