namespace OpenCode.Fleet;

/// <summary>Another machine has the job, or it has ended.</summary>
internal sealed class JobLostException() : Exception("Another machine has the job, or it has ended.");
