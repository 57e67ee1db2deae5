#pragma warning disable IDE0130 // The compiler looks for this type in this namespace alone.
namespace System.Runtime.CompilerServices;

/// <summary>Lets netstandard2.0 compile records.</summary>
internal static class IsExternalInit;
