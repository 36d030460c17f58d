using System.Collections;
using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OpenCode.Architecture.Tests;

/// <summary>
/// Finds static fields through which one caller can influence another: the objects that a field refers to are checked, and what they
/// refer to. A collection is accepted in a private field or behind a read-only interface, if its items are constant.
/// </summary>
/// <param name="constants">Types of other assemblies whose objects don't change.</param>
/// <param name="generated">Namespaces whose types source generators of .NET make.</param>
internal sealed class StaticState(IReadOnlyCollection<Type> constants, IReadOnlyCollection<string> generated)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Lists the static fields that are not constant, as <c>Namespace.Type.Field: reason</c>.</summary>
    public IReadOnlyList<string> Find(IEnumerable<Type> types) =>
    [
        .. from type in types
           where !generated.Contains(type.Namespace) && !IsJsonContext(type)
           from field in type.GetFields(Declared | BindingFlags.Static)
           where !field.IsLiteral && !IsOfLambda(field)
           let reason = Evaluate(field)
           where reason is not null
           orderby type.FullName, field.Name
           select $"{type.FullName}.{field.Name}: {reason}",
    ];

    /// <summary>Whether the source generator of System.Text.Json makes the static fields of a type: contexts, which don't change after their creation.</summary>
    private static bool IsJsonContext(Type type) => type.GetCustomAttribute<GeneratedCodeAttribute>()?.Tool == "System.Text.Json.SourceGeneration";

    private string? Evaluate(FieldInfo field)
    {
        if (!field.IsInitOnly)
        {
            return "not readonly";
        }

        // Static fields of a generic type have no value until its arguments are known.
        if (field.DeclaringType!.ContainsGenericParameters)
        {
            return IsConstant(field.FieldType) || IsReadOnlyCollection(field.FieldType) ? null : $"a {field.FieldType.Name} in a generic type";
        }

        var value = field.GetValue(null);
        if (value is not IEnumerable items || IsConstant(value.GetType()) || IsEmptyArray(value))
        {
            return Evaluate(value, []);
        }

        return IsReadOnlyCollection(field.FieldType) || IsPrivate(field)
            ? items.Cast<object?>().Select(item => Evaluate(item, [])).FirstOrDefault(reason => reason is not null)
            : $"a {value.GetType().Name} that is not private";
    }

    private string? Evaluate(object? value, HashSet<object> seen)
    {
        switch (value)
        {
            case null or JsonSerializerOptions { IsReadOnly: true } or Delegate { Target: null }:
                return null;
            case Delegate { Target: { } target }:
                return Evaluate(target, seen);
        }

        var type = value.GetType();
        if (IsConstant(type) || IsEmptyArray(value) || (!type.IsValueType && !seen.Add(value)))
        {
            return null;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Lazy<>))
        {
            return IsConstant(type.GenericTypeArguments[0]) ? null : $"a lazy {type.GenericTypeArguments[0].Name}";
        }

        return IsOfSystem(type) ? $"a {type.Name}" : Members(type).Select(field => JudgeMember(field, value, seen)).FirstOrDefault(reason => reason is not null);
    }

    private string? JudgeMember(FieldInfo field, object owner, HashSet<object> seen)
    {
        if (!field.IsInitOnly && !owner.GetType().IsValueType && !IsPrimaryParameter(field))
        {
            return $"{field.DeclaringType!.Name}.{field.Name} is not readonly";
        }

        return Evaluate(field.GetValue(owner), seen) is { } reason ? $"{field.DeclaringType!.Name}.{field.Name} is {reason}" : null;
    }

    private bool IsConstant(Type type) => type.IsPrimitive || type.IsEnum || type.IsPointer || constants.Any(constant => IsDerived(type, constant));

    /// <summary>Whether a type is, is nested in, or is derived from another; a type of this project only if it is that type.</summary>
    private static bool IsDerived(Type type, Type constant)
    {
        for (var current = type; current is not null; current = IsOfSystem(type) ? current.BaseType : null)
        {
            if (current == constant || (current.IsGenericType && current.GetGenericTypeDefinition() == constant))
            {
                return true;
            }
        }

        return type.DeclaringType == constant;
    }

    /// <summary>The fields of an object, down to a base class of the system.</summary>
    private IEnumerable<FieldInfo> Members(Type type)
    {
        for (var current = type; current is not null && !IsConstant(current); current = current.BaseType)
        {
            foreach (var field in current.GetFields(Declared | BindingFlags.Instance))
            {
                yield return field;
            }
        }
    }

    /// <summary>The compiler keeps the delegate of a lambda that captures nothing, and the object it belongs to; whichever thread makes it, it is the same.</summary>
    private static bool IsOfLambda(FieldInfo field) =>
        IsGenerated(field.DeclaringType!) && (field.FieldType == field.DeclaringType || typeof(Delegate).IsAssignableFrom(field.FieldType));

    /// <summary>The compiler marks the field of a parameter of a primary constructor as one that can change.</summary>
    private static bool IsPrimaryParameter(FieldInfo field) => field.Name.EndsWith(">P", StringComparison.Ordinal);

    private static bool IsGenerated(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>Whether only the type itself sees the field; the field of a property is as visible as the property.</summary>
    private static bool IsPrivate(FieldInfo field) =>
        IsGenerated(field.DeclaringType!) || (field.IsPrivate && !field.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    private static bool IsEmptyArray(object value) => value is Array { Length: 0 };

    private static bool IsReadOnlyCollection(Type type) => type.IsGenericType
        && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(IReadOnlyList<>) || definition == typeof(IReadOnlyCollection<>) || definition == typeof(IReadOnlyDictionary<,>) || definition == typeof(IReadOnlySet<>));

    private static bool IsOfSystem(Type type) =>
        type.Namespace is { } space
        && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal))
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));
}
