using Newtonsoft.Json;
using OpenCode;
using OpenCode.Models;

// Newtonsoft PART_JSON: reads a part, and prints its type and the part in an object of its own.
var settings = new JsonSerializerSettings().UseOpenCodeModels();
var part = JsonConvert.DeserializeObject<Part>(args[0], settings);
Console.WriteLine(part!.GetType().Name);
Console.WriteLine(JsonConvert.SerializeObject(new { part }, settings));
