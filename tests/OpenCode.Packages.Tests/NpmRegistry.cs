using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpenCode.Packages.Tests;

/// <summary>An npm registry on loopback that has one version of every package, with the same executable in each.</summary>
internal sealed class NpmRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly byte[] _archive;
    private readonly string _version;
    private int _downloads;

    private NpmRegistry(WebApplication app, byte[] archive, string version) => (_app, _archive, _version) = (app, archive, version);

    public string Url => _app.Urls.Single();

    /// <summary>How many times an archive was asked for.</summary>
    public int Downloads => _downloads;

    /// <summary>Whether the archives are other ones than the metadata says.</summary>
    public bool Tampers { get; set; }

    /// <param name="version">The version of its packages.</param>
    /// <param name="executable">What is in them.</param>
    public static async Task<NpmRegistry> StartAsync(string version, string executable, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var registry = new NpmRegistry(builder.Build(), await ArchiveAsync(executable, cancellationToken), version);
        registry._app.MapGet("/{package}", (string package) => Json(registry.Packages(package)));
        registry._app.MapGet("/{package}/{version}", (string package) => Json(registry.Package(package)));
        registry._app.MapGet("/{package}/-/{file}", registry.Download);
        await registry._app.StartAsync(cancellationToken);
        return registry;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Escapes what JSON writers can escape.</summary>
    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString().Replace("/", "\\/").Replace("+", "\\u002B"), "application/json");

    private JsonObject Packages(string package) => new()
    {
        ["name"] = package,
        ["dist-tags"] = new JsonObject { ["latest"] = _version },
        ["versions"] = new JsonObject { [_version] = Package(package) },
    };

    private JsonObject Package(string package) => new()
    {
        ["name"] = package,
        ["version"] = _version,
        ["dist"] = new JsonObject
        {
            ["tarball"] = $"{Url}/{package}/-/{package}-{_version}.tgz",
            ["integrity"] = "sha512-" + Convert.ToBase64String(SHA512.HashData(_archive)),
        },
    };

    private IResult Download()
    {
        Interlocked.Increment(ref _downloads);
        return Results.Bytes(Tampers ? [.. _archive, 0] : _archive, "application/octet-stream");
    }

    private static async Task<byte[]> ArchiveAsync(string executable, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        await using (var archive = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var name in (string[])["opencode", "opencode.exe"])
            {
                await archive.WriteEntryAsync(await EntryAsync(name, executable, cancellationToken), cancellationToken);
            }
        }

        return content.ToArray();
    }

    private static async Task<UstarTarEntry> EntryAsync(string name, string executable, CancellationToken cancellationToken) =>
        new(TarEntryType.RegularFile, $"package/bin/{name}")
        {
            DataStream = new MemoryStream(await File.ReadAllBytesAsync(executable, cancellationToken)),
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            // The date of all files in npm's archives.
            ModificationTime = new DateTimeOffset(1985, 10, 26, 8, 15, 0, TimeSpan.Zero),
        };
}
