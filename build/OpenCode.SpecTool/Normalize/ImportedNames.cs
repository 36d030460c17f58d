using System.CodeDom.Compiler;
using System.Net.WebSockets;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Abstractions;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Names that generated types can't have: types of namespaces that the files of users or generated files usually import.
/// </summary>
public static class ImportedNames
{
    /// <summary>One type for each assembly. A namespace can span several assemblies.</summary>
    private static readonly Type[] s_witnesses =
    [
        typeof(object), typeof(Console), typeof(Uri), typeof(Enumerable), typeof(HttpClient), typeof(HashSet<>), typeof(Stack<>), typeof(Barrier),
        typeof(GeneratedCodeAttribute), typeof(WebSocket), typeof(JsonElement), typeof(RequestInformation), typeof(IConfiguration),
        typeof(ConfigurationBuilder), typeof(IServiceCollection), typeof(ServiceProvider), typeof(IHost), typeof(Host), typeof(ILogger), typeof(LoggerFactory),
    ];

    private static readonly HashSet<string> s_namespaces =
    [
        "System", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks", "System.Collections.Generic",
        "System.CodeDom.Compiler", "System.Net.WebSockets", "System.Text", "System.Text.Json", "System.Text.Json.Serialization",
        "System.Text.Json.Serialization.Metadata", "Microsoft.Kiota.Abstractions", "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    public static IReadOnlySet<string> All { get; } = s_witnesses
        .Select(type => type.Assembly)
        .Distinct()
        .SelectMany(assembly => assembly.GetExportedTypes().Concat(assembly.GetForwardedTypes()))
        .Where(type => !type.IsNested && s_namespaces.Contains(type.Namespace ?? ""))
        .Select(type => type.Name.Split('`')[0])
        .ToHashSet(StringComparer.Ordinal);
}
