using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using OpenCode.Models;

namespace OpenCode.Generated.Tests;

/// <summary>The documentation that people read in their editors: all that is public has words of its own.</summary>
public sealed class DocumentationTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, XElement> s_documentation = XDocument
        .Load(Path.ChangeExtension(typeof(IJsonModel).Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!);

    [Test]
    public void Every_type_has_words_of_its_own() =>
        Assert.That(Model.PublicTypes.Where(type => !HasWords(Find($"T:{Name(type)}")?.Element("summary"))).Select(type => type.Name), Is.Empty);

    [Test]
    public void Every_property_and_field_has_words_of_its_own() => Assert.That(
        from type in Model.PublicTypes
        from member in type.GetMembers(Declared)
        let id = member switch
        {
            PropertyInfo { GetMethod: { } get } when IsVisible(get) => $"P:{Name(type)}.{member.Name}",
            FieldInfo field when field.IsPublic && !field.IsSpecialName => $"F:{Name(type)}.{member.Name}",
            _ => null,
        }
        where id is not null && !IsCompilers(member)
        where !HasWords(Find(id)?.Element("summary")) && !(member is PropertyInfo property && Inherits(Find(id)) && IsInherited(property.GetMethod!))
        select id[2..], Is.Empty);

    /// <summary>By name, because overloads differ in what their parameters are and not in whether they are documented.</summary>
    [Test]
    public void Every_method_and_constructor_has_words_of_its_own()
    {
        var byName = s_documentation.Where(d => d.Key[0] == 'M').ToLookup(d => d.Key[2..].Split('(')[0].Split("``")[0], d => d.Value);
        Assert.That(
            from type in Model.PublicTypes
            from method in type.GetMembers(Declared).OfType<MethodBase>()
            where IsVisible(method) && !IsCompilers(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            let id = $"{Name(type)}.{method.Name.Replace('.', '#')}"
            where !byName[id].Any(d => HasWords(d.Element("summary")) || (Inherits(d) && (IsInherited(method) || IsDocumented(d.Element("inheritdoc")!))))
            select id, Is.Empty);
    }

    [Test]
    public void Every_parameter_of_an_operation_has_words_of_its_own() => Assert.That(
        from member in s_documentation
        where member.Key.StartsWith("M:OpenCode.Requests.", StringComparison.Ordinal)
        from parameter in member.Value.Elements("param")
        where !HasWords(parameter)
        select $"{member.Key} {(string?)parameter.Attribute("name")}", Is.Empty);

    [Test]
    public void What_builds_a_request_is_out_of_sight_but_not_gone()
    {
        var methods = Model.PublicTypes.SelectMany(type => type.GetMethods()).Where(method => method.Name.StartsWith("To", StringComparison.Ordinal) && method.Name.EndsWith("RequestInformation", StringComparison.Ordinal)).ToList();
        Assert.That(methods, Is.Not.Empty);
        Assert.That(methods.Select(method => method.GetCustomAttribute<System.ComponentModel.EditorBrowsableAttribute>()?.State), Has.All.EqualTo(System.ComponentModel.EditorBrowsableState.Never));
    }

    [Test]
    public void What_is_obsolete_says_what_to_use_instead()
    {
        var messages = Model.PublicTypes.SelectMany(type => type.GetMembers(Declared)).Select(member => member.GetCustomAttribute<ObsoleteAttribute>()?.Message).OfType<string>().ToList();
        Assert.That(messages, Has.Some.StartsWith("Use "));
        Assert.That(messages, Has.None.Contains("marks it as deprecated"));
    }

    /// <summary>What stands in <c>c</c> is a name of the wire or a value, and says nothing by itself.</summary>
    private static bool HasWords(XElement? element) =>
        element is not null && element.DescendantNodes().OfType<XText>().Any(text => text.Parent!.Name != "c" && text.Value.Any(char.IsLetter));

    private static bool Inherits(XElement? documentation) => documentation?.Element("inheritdoc") is not null;

    /// <summary>Whether what is inherited by name is there, in this assembly or another.</summary>
    private static bool IsDocumented(XElement inheritdoc) =>
        (string?)inheritdoc.Attribute("cref") is { } target && (!target.Contains(":OpenCode.", StringComparison.Ordinal) || HasWords(Find(target)?.Element("summary")));

    private static bool IsInherited(MethodBase method) =>
        (method is MethodInfo own && own.GetBaseDefinition().DeclaringType != method.DeclaringType)
        || method.DeclaringType!.GetInterfaces().Any(i => i.GetMethods().Any(m => m.Name == method.Name));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsCompilers(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.DeclaringType!.IsSubclassOf(typeof(Delegate));

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static XElement? Find(string id) => s_documentation.GetValueOrDefault(id);
}
