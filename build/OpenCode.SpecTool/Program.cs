using System.Text.RegularExpressions;
using OpenCode.SpecTool;
using OpenCode.SpecTool.Compatibility;
using OpenCode.SpecTool.Diff;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Emit;
using OpenCode.SpecTool.Normalize;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Pull;
using OpenCode.SpecTool.Split;

try
{
    var command = args.Length > 0 ? args[0] : throw new SpecToolException("The command is missing. Use pull, normalize, split, publish, verify, diff, summary or compatibility.");
    var options = new Options(args[1..]);
    Action<Options> run = command switch
    {
        "pull" => Commands.Pull,
        "normalize" => Commands.Normalize,
        "split" => Commands.Split,
        "publish" => Commands.Publish,
        "verify" => Commands.Verify,
        "diff" => Commands.Diff,
        "summary" => Commands.Summary,
        "compatibility" => Commands.Compatibility,
        _ => throw new SpecToolException($"{command} is not a command. Use pull, normalize, split, publish, verify, diff, summary or compatibility."),
    };
    run(options);
    return 0;
}
catch (SpecToolException e)
{
    // MSBuild recognizes this format as an error of a tool.
    Console.Error.WriteLine($"spectool : error : {ConsoleLine.Of(e.Message)}");
    return 1;
}
catch (Exception e)
{
    // A bug in the tool: one line for the user, and the details for the developer.
    Console.Error.WriteLine($"spectool : error : {e.GetType().Name}: {ConsoleLine.Of(e.Message)}");
    Console.WriteLine(e.StackTrace);
    return 2;
}

internal static class Commands
{
    private const string DocumentName = "opencode.json";
    private const string LockName = "opencode.lock.json";
    private const string TypesName = "opencode.types.json";

    /// <summary>Writes the server's document and its lock into a folder.</summary>
    public static void Pull(Options options)
    {
        var document = ServerDocument.Generate(options["executable"], options["home"]);
        if (options.Optional("force") != "true")
        {
            var previous = options.Optional("previous");
            ServerDocument.Check(document, previous is not null && File.Exists(previous) ? Json.ReadFile(previous) : null);
        }

        var text = Json.Text(document);
        var folder = options["output"];
        Json.WriteFile(Path.Combine(folder, DocumentName), document);
        var lockFile = LockFile.Create(ServerDocument.Version(options["executable"], options["home"]), text, document, options["nswag-version"]);
        Json.WriteFile(Path.Combine(folder, LockName), lockFile);
        Console.WriteLine($"  {lockFile["operations"]} operations, {lockFile["schemas"]} schemas");
    }

    /// <summary>Writes the document that NSwag reads, and the list of types.</summary>
    public static void Normalize(Options options)
    {
        var folder = options["documents"];
        var documentPath = Path.Combine(folder, DocumentName);
        var document = Json.ReadFile(documentPath);
        var version = LockFile.Check(Path.Combine(folder, LockName), documentPath);
        Json.WriteFile(Path.Combine(folder, LockName), LockFile.Create(version, File.ReadAllText(documentPath), document, options["nswag-version"]));
        var runtimeTypes = Directory.GetFiles(options["runtime"], "*.cs", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)!);
        var api = Normalizer.Run(document, Overlays.Load(options["overlays"]), [NormalizedDocument.ResolverName, .. runtimeTypes]);
        Json.WriteFile(options["output"], NormalizedDocument.Create(api, options.Optional("separator") ?? ""));
        Json.WriteFile(Path.Combine(folder, TypesName), TypesFile.Create(api));
        foreach (var line in api.Warnings)
        {
            // MSBuild recognizes this format as a warning of a tool.
            Console.WriteLine($"spectool : warning : {ConsoleLine.Of(line)}");
        }

        foreach (var entry in api.UnmatchedOverlays)
        {
            Console.WriteLine($"  overlay entry without a match: {ConsoleLine.Of(entry)}");
        }

        Console.WriteLine($"  {api.Definitions.Count} types, {api.Operations.Count} operations");
    }

    /// <summary>Splits the output of NSwag into files.</summary>
    public static void Split(Options options)
    {
        var files = Splitter.Split(File.ReadAllText(options["input"]), options["runtime"], options.Optional("separator") ?? "");
        GeneratedFolder.Write(options["output"], files);
        Console.WriteLine($"  {files.Count} files");
    }

    /// <summary>Copies the results to their committed location after all of them are complete.</summary>
    public static void Publish(Options options)
    {
        foreach (var name in new[] { DocumentName, LockName, TypesName })
        {
            var source = Path.Combine(options["documents"], name);
            var target = Path.Combine(options["target-documents"], name);
            if (Path.GetFullPath(source) != Path.GetFullPath(target))
            {
                Directory.CreateDirectory(options["target-documents"]);
                File.Copy(source, target, overwrite: true);
            }
        }

        GeneratedFolder.Write(options["target-code"], GeneratedFolder.Read(options["code"]));
    }

    /// <summary>Fails if the committed code differs from the generated code.</summary>
    public static void Verify(Options options)
    {
        var differences = GeneratedFolder.Compare(GeneratedFolder.Read(options["code"]), GeneratedFolder.Read(options["target-code"])).ToList();
        foreach (var name in new[] { TypesName, LockName })
        {
            var committed = Path.Combine(options["target-documents"], name);
            if (!File.Exists(committed) || File.ReadAllText(Path.Combine(options["documents"], name)) != File.ReadAllText(committed))
            {
                differences.Add($"differs: {name}");
            }
        }

        if (differences.Count == 0)
        {
            Console.WriteLine("  generated code is current");
            return;
        }

        foreach (var line in differences.Take(20))
        {
            Console.WriteLine($"  {line}");
        }

        throw new SpecToolException($"{differences.Count} generated files are not current. Run: dotnet msbuild build/regenerate.proj -t:Regenerate");
    }

    /// <summary>Writes a report about the differences between two documents.</summary>
    public static void Diff(Options options)
    {
        var from = Json.ReadFile(options["from"]);
        var to = Json.ReadFile(options["to"]);
        Dialect.Canonicalize(from);
        Dialect.Canonicalize(to);
        var report = DiffReport.Write(DocumentDiff.Compare(from, to), options["from-name"], options["to-name"]);
        if (options.Optional("from-assembly") is { } before)
        {
            report += ApiDiff.Compare(before, options["to-assembly"]);
        }

        if (options.Optional("output") is { } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, report);
        }

        foreach (var line in report.Split('\n'))
        {
            Console.WriteLine(ConsoleLine.Whole(line));
        }
    }

    /// <summary>Writes the report about the results of the contract tests.</summary>
    public static void Compatibility(Options options)
    {
        var records = options["versions"].Split(';').Select(version => Json.ReadFile(Path.Combine(options["records"], version + ".json")));
        File.WriteAllText(options["output"], CompatibilityReport.Write(records));
    }

    /// <summary>Writes one line with the result for a server version, and fails if a step failed.</summary>
    public static void Summary(Options options)
    {
        var root = options["root"];
        var title = $"{options["version"],-8}";
        var failed = options["generated"] != "0" ? "generate" : options["tested"] != "0" ? "test" : null;
        if (failed is not null)
        {
            throw new SpecToolException($"{title} failed to {failed}. See {Path.Combine(root, failed + ".log")}");
        }

        var lockFile = Json.ReadFile(Path.Combine(root, "openapi", LockName));
        var types = Json.ReadFile(Path.Combine(root, "openapi", TypesName));
        var models = Directory.GetFiles(Path.Combine(root, "src", "OpenCode.Generated", "Models"), "*.g.cs", SearchOption.AllDirectories).Length;
        var tests = Regex.Match(File.ReadAllText(Path.Combine(root, "test.log")), @"Passed:\s+(\d+)").Groups[1].Value;
        Console.WriteLine(
            $"{title} {(int)lockFile["operations"]!,4} operations {(int)lockFile["schemas"]!,4} schemas {models,5} types {types["warnings"]!.Count(),3} warnings "
            + $"{types["overlay entries without a match"]!.Count(),3} overlay entries without a match {tests,5} tests passed {options["seconds"],4} s");
    }
}
