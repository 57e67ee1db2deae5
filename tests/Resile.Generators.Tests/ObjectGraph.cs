using System.Collections;
using System.Reflection;

namespace Resile.Generators.Tests;

/// <summary>Walks all that an object holds, directly or through others.</summary>
internal static class ObjectGraph
{
    /// <summary>Lists an object and all that it holds.</summary>
    public static IEnumerable<object> Of(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<object?>([root]);
        while (pending.TryPop(out var next))
        {
            if (next is null || next.GetType().IsPrimitive || next is string or Enum or Type or Pointer || !seen.Add(next))
            {
                continue;
            }

            yield return next;
            if (next is IEnumerable items)
            {
                foreach (var item in items)
                {
                    pending.Push(item);
                }
            }

            foreach (var field in Fields(next.GetType()))
            {
                pending.Push(field.GetValue(next));
            }
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
