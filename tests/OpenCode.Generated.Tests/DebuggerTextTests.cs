using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using OpenCode.Models;

namespace OpenCode.Generated.Tests;

/// <summary>What a debugger shows for a model in a single line.</summary>
public sealed class DebuggerTextTests
{
    private const string Token = "https://name:token@localhost/?key=token";

    private static IEnumerable<Type> Records => Model.Models.Where(type => type is { IsClass: true, IsAbstract: false } && Shown(type).Length > 0);

    [TestCaseSource(nameof(Records))]
    public void Only_members_without_secrets_are_shown(Type type)
    {
        foreach (var property in Shown(type).Select(name => type.GetProperty(name)))
        {
            Assert.That(property, Is.Not.Null);
            if (property!.PropertyType == typeof(string) && property.CanWrite)
            {
                var model = ModelFactoryTests.Create(type);
                property.SetValue(model, Token);
                Assert.That(model.ToString(), Does.Contain(Token), property.Name);
            }
        }
    }

    [TestCase(typeof(Session), "Id = {Id}, Title = {Title}, Path = {Path}")]
    [TestCase(typeof(TextPart), "Id = {Id}, Text = {Text}")]
    [TestCase(typeof(UnknownPart), "Type = {Type}")]
    public void Members_that_distinguish_objects_come_first(Type type, string text) =>
        Assert.That(type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value, Is.EqualTo(text));

    private static string[] Shown(Type type) =>
        type.GetCustomAttribute<DebuggerDisplayAttribute>() is { Value: var text } ? [.. Regex.Matches(text, @"\{(\w+)\}", RegexOptions.None, TimeSpan.FromSeconds(10)).Select(m => m.Groups[1].Value)] : [];
}
