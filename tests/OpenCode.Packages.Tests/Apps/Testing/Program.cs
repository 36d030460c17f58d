using OpenCode;
using OpenCode.Testing;

// Testing PROMPT: prompts a server in memory, and prints its answer and what the fake has received.
await using var fake = new FakeOpenCode();
fake.WhenPrompted(turn => turn.Text($"You asked: {turn.Prompt.Text}"));
var client = fake.CreateClient();
var session = await client.Session.CreateAsync();
Console.WriteLine((await client.Session.RunAsync(session.Id, args[0])).Text);
Console.WriteLine(string.Join(' ', fake.Requests.Where(r => r.Method == HttpMethod.Post).Select(r => r.Path.Replace(session.Id, "ID"))));
