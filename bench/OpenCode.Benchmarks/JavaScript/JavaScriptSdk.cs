using System.ComponentModel;
using System.Diagnostics;

namespace OpenCode.Benchmarks.JavaScript;

/// <summary>The JavaScript SDK from npm in the same version as the server, and the scripts that use it.</summary>
/// <param name="Folder">The folder that contains the SDK and the scripts.</param>
internal sealed record JavaScriptSdk(string Folder)
{
    public string Worker => Path.Combine(Folder, "worker.mjs");

    public string FirstCall => Path.Combine(Folder, "first-call.mjs");

    /// <summary>Installs the SDK if it is missing.</summary>
    /// <exception cref="InvalidOperationException">Node.js is missing, or npm fails.</exception>
    public static async Task<JavaScriptSdk> InstallAsync(TextWriter progress, CancellationToken cancellationToken)
    {
        var sdk = new JavaScriptSdk(Settings.JavaScriptSdkFolder);
        Directory.CreateDirectory(sdk.Folder);
        if (!File.Exists(Path.Combine(sdk.Folder, "node_modules", "@opencode-ai", "sdk", "dist", "client.js")))
        {
            await progress.WriteLineAsync($"Installing @opencode-ai/sdk {Settings.ServerVersion} from npm into {sdk.Folder}");
            await RunNpmAsync(
                ["install", "--prefix", sdk.Folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", $"@opencode-ai/sdk@{Settings.ServerVersion}"],
                cancellationToken);
        }

        await CopyAsync(sdk.Worker, cancellationToken);
        await CopyAsync(sdk.FirstCall, cancellationToken);
        return sdk;
    }

    private static async Task RunNpmAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(Self.Redirected(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments))!;
            process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm {string.Join(' ', arguments)} ended with exit code {process.ExitCode}. {output}");
            }
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("The JavaScript SDK requires Node.js 20 or later with npm. Use --without-javascript to exclude it.", e);
        }
    }

    private static async Task CopyAsync(string path, CancellationToken cancellationToken)
    {
        await using var resource = typeof(JavaScriptSdk).Assembly.GetManifestResourceStream(Path.GetFileName(path))!;
        await using var file = File.Create(path);
        await resource.CopyToAsync(file, cancellationToken);
    }
}
