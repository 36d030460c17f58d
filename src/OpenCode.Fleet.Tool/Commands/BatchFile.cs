using System.Text.Json;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Reads a batch from a file.</summary>
internal static class BatchFile
{
    /// <exception cref="FleetToolException">The file can't be read, or is not a batch.</exception>
    public static FleetBatch Read(string path)
    {
        try
        {
            return FleetBatch.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new FleetToolException($"The file {path} can't be submitted: {e.Message}", e);
        }
    }
}
