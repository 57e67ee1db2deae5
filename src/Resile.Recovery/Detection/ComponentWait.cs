using Resile.Recovery.Calls;

namespace Resile.Recovery.Detection;

/// <summary>A call that one component has made on another and that has not ended.</summary>
internal readonly record struct ComponentWait(ComponentCell Caller, ComponentCell Callee, string Operation);
