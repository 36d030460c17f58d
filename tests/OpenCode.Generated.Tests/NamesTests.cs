using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>The public names, over all generated types.</summary>
public sealed partial class NamesTests
{
    /// <summary>Namespaces that nearly every file imports: implicit usings, and what hosted applications add.</summary>
    private static readonly string[] s_importedNamespaces =
    [
        "System", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
        "System.Collections.Generic", "Microsoft.Extensions.Logging", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Configuration",
    ];

    private static readonly string[] s_importedAssemblies =
    [
        "System.Runtime", "System.Private.CoreLib", "System.Linq", "System.Net.Http", "System.Threading", "System.Collections",
        "System.Console", "System.Private.Uri",
        "Microsoft.Extensions.Logging", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.Configuration.Abstractions",
    ];

    [Test]
    public void Every_schema_of_the_document_is_a_type_or_has_a_reason_not_to_be()
    {
        var accounted = Repository.Types["schemas"]!.Children<Newtonsoft.Json.Linq.JProperty>().ToDictionary(p => p.Name, p => p.Value);
        var schemas = ((Newtonsoft.Json.Linq.JObject)Repository.Document["components"]!["schemas"]!).Properties().Select(p => p.Name).ToList();
        Assert.That(schemas, Has.Count.EqualTo((int)Repository.Lock["schemas"]!));
        Assert.Multiple(() =>
        {
            foreach (var schema in schemas)
            {
                Assert.That(accounted, Contains.Key(schema));
                if (accounted[schema].Type == Newtonsoft.Json.Linq.JTokenType.String)
                {
                    Assert.That(Model.Find((string)accounted[schema]!), Is.Not.Null, schema);
                }
                else
                {
                    Assert.That((string?)accounted[schema]["because"], Is.Not.Empty, schema);
                }
            }
        });
    }

    [Test]
    public void No_member_is_an_object()
    {
        var members =
            from type in Model.PublicTypes
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where Mentions(property.PropertyType, typeof(object))
            select $"{type.Name}.{property.Name}";
        Assert.That(members, Is.Empty);
    }

    [Test]
    public void No_method_takes_or_gives_an_object()
    {
        var methods =
            from type in Model.PublicTypes
            where type.Namespace == "OpenCode.Requests" && !type.IsInterface
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where method.IsPublic && !method.IsSpecialName && method.Name.EndsWith("Async", StringComparison.Ordinal)
            where Mentions(method.ReturnType, typeof(object)) || method.GetParameters().Any(p => Mentions(p.ParameterType, typeof(object)))
            select $"{type.Name}.{method.Name}";
        Assert.That(methods, Is.Empty);
    }

    [Test]
    public void No_type_has_an_accidental_name() =>
        Assert.That(Model.PublicTypes.Select(t => t.Name).Where(n => AccidentalName().IsMatch(n)), Is.Empty);

    /// <summary>A number at the end is the document's own (Over200K, V2) or there for want of a name.</summary>
    [Test]
    public void No_type_has_a_number_for_want_of_a_name() =>
        Assert.That(Model.PublicTypes.Select(t => t.Name.Split('`')[0]).Where(n => char.IsDigit(n[^1])), Is.Empty);

    [Test]
    public void No_model_bears_a_name_that_files_import_anyway()
    {
        var imported = s_importedAssemblies
            .SelectMany(name => Assembly.Load(name).GetExportedTypes().Concat(Assembly.Load(name).GetForwardedTypes()))
            .Where(t => s_importedNamespaces.Contains(t.Namespace))
            .Select(t => t.Name)
            .ToHashSet();
        Assert.That(imported, Does.Contain("File").And.Contain("LogLevel").And.Contain("Range"), "the check looks at the right types");
        Assert.That(Model.PublicTypes.Select(t => t.Name).Where(imported.Contains), Is.Empty);
    }

    [Test]
    public void Models_are_sealed_or_closed()
    {
        var open = Model.Models.Where(t => t is { IsSealed: false, IsAbstract: false });
        Assert.That(open, Is.Empty);
        var closedBy = Model.Unions.Select(t => t.GetMethod("Close", BindingFlags.Instance | BindingFlags.NonPublic));
        Assert.That(closedBy, Has.All.Matches<MethodInfo?>(m => m is { IsAbstract: true, IsFamilyAndAssembly: true }), "no other assembly can derive");
    }

    /// <summary>A type called UnknownX is the unknown variant of X and nothing else.</summary>
    [Test]
    public void Only_unknown_variants_are_called_unknown() =>
        Assert.That(
            Model.PublicTypes.Where(t => t.Name.StartsWith("Unknown", StringComparison.Ordinal) && t.BaseType?.Name != t.Name["Unknown".Length..]),
            Is.Empty);

    /// <summary>C# would take such a method for the group's own clean-up in <c>await using</c>.</summary>
    [Test]
    public void No_operation_looks_like_disposal() =>
        Assert.That(
            Model.PublicTypes.Where(t => t.Namespace == "OpenCode.Requests").SelectMany(t => t.GetMethods()).Where(m => m.Name is "Dispose" or "DisposeAsync"),
            Is.Empty);

    [Test]
    public void System_Text_Json_knows_every_model() =>
        Assert.That(Model.Models.Where(t => !OpenCodeJson.Options.TryGetTypeInfo(t, out _)), Is.Empty);

    /// <summary>Read from the document itself, because what a reader misses is kept and comes out again unnoticed.</summary>
    [Test]
    public void Every_member_of_the_document_is_a_property() => Assert.Multiple(() =>
    {
        foreach (var schema in Repository.Types["schemas"]!.Children<Newtonsoft.Json.Linq.JProperty>().Where(s => s.Value.Type == Newtonsoft.Json.Linq.JTokenType.String))
        {
            var members = (Repository.Document["components"]!["schemas"]![schema.Name]?["properties"] as Newtonsoft.Json.Linq.JObject)?.Count ?? 0;
            var properties = Model.Find((string)schema.Value!)!.GetProperties().Count(p => p.Name is not ("AdditionalProperties" or "UnexpectedMembers") && !IsLifted(p));
            Assert.That(members == 0 || properties == members, $"{schema.Name} has {members} members and {properties} properties");
        }
    });

    [Test]
    public void Every_union_has_its_unknown_variant() =>
        Assert.That(Model.Unions.Where(u => Model.Find("Unknown" + u.Name)?.BaseType != u), Is.Empty);

    [Test]
    public void Every_unknown_variant_keeps_the_whole_object()
    {
        Assert.That(Model.Unions, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (var union in Model.Unions)
            {
                var json = Newtonsoft.Json.Linq.JToken.Parse("""{"x":{"y":[1,null]},"type":"from.the.future","status":"new","_tag":"New","name":"New","role":"new"}""");
                var model = ModelJson.Read(union, json);
                Assert.That(model.GetType().Name, Is.EqualTo("Unknown" + union.Name));
                Assert.That(Newtonsoft.Json.Linq.JToken.DeepEquals(ModelJson.Write(model), json), union.Name);
            }
        });
    }

    [Test]
    public void Every_open_enum_keeps_any_other_string()
    {
        var enums = Model.Models.Where(t => t.IsValueType).ToList();
        Assert.That(enums, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (var type in enums)
            {
                var value = ModelJson.Read(type, "from-the-future");
                Assert.That(value.ToString(), Is.EqualTo("from-the-future"), type.Name);
                Assert.That((string?)ModelJson.Write(value), Is.EqualTo("from-the-future"), type.Name);
            }
        });
    }

    /// <summary>A short cut to a member further in, which the union offers for all its variants.</summary>
    private static bool IsLifted(PropertyInfo property) =>
        property.SetMethod is null && property.Name is "SessionId" or "Seq" or "Message" or "CreatedAt" && Model.Unions.Contains(property.GetMethod!.GetBaseDefinition().DeclaringType);

    private static bool Mentions(Type type, Type sought) =>
        type == sought || type.GetGenericArguments().Any(a => Mentions(a, sought)) || (type.GetElementType() is { } element && Mentions(element, sought));

    [GeneratedRegex("Anonymous|^Properties|Item[0-9]|Response[0-9]|_")]
    private static partial Regex AccidentalName();
}
