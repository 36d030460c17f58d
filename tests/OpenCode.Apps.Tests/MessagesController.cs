using Microsoft.AspNetCore.Mvc;
using OpenCode.Models;

namespace OpenCode.Apps.Tests;

/// <summary>Gives messages, and takes them; MVC validates what it takes.</summary>
[ApiController]
[Route("mvc")]
public sealed class MessagesController : ControllerBase
{
    [HttpGet("messages")]
    public ActionResult<IReadOnlyList<MessageWithParts>> Messages() => Ok(Recorded.All);

    [HttpGet("any")]
    public ActionResult Any() => Ok(new { Part = (object)Recorded.Part });

    [HttpPost("message")]
    public ActionResult<MessageWithParts> Echo([FromBody] MessageWithParts message) => Ok(message);

    [HttpPost("part")]
    public ActionResult<Part> Echo([FromBody] Part part) => Ok(part);

    [HttpPost("letter")]
    public ActionResult<Letter> Echo([FromBody] Letter letter) => Ok(letter);
}
