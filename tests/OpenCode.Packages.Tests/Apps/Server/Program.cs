using OpenCode;

// Starts the server that came along, and asks it for something.
await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
var session = await opencode.Client.Session.CreateAsync(new() { Title = "Came along" });
Console.WriteLine($"opencode {opencode.Server.Version}: {session.Title}");
