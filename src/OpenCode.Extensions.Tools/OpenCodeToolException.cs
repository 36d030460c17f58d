namespace OpenCode;

/// <summary>
/// Represents a failure of a function whose message is sent to the model. The inner exception and the stack trace stay in this
/// process.
/// </summary>
/// <example><code>
/// throw new OpenCodeToolException($"There is no order {id}. Orders have numbers from 1 to {last}.");
/// </code></example>
/// <param name="message">The text for the model.</param>
/// <param name="innerException">The cause; null if there is none.</param>
public sealed class OpenCodeToolException(string message, Exception? innerException = null) : Exception(message, innerException);
