namespace Resile.Integration.Tests.Model;

/// <summary>One step of a run: what happens, to which node, and two numbers that the step uses as it likes.</summary>
internal readonly record struct ModelStep(ModelAction Action, int Node, int Number, int Chance);
