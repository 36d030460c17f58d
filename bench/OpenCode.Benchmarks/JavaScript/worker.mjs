// Measures the JavaScript SDK. Each line of standard input is a task as JSON; the result is a line with nanoseconds.
// node worker.mjs SDK_FOLDER
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { createOpencodeClient } = await import(pathToFileURL(`${process.argv[2]}node_modules/@opencode-ai/sdk/dist/client.js`));
const clients = new Map();
const bodies = new Map();

function client(url) {
  if (!clients.has(url)) {
    clients.set(url, createOpencodeClient({ baseUrl: url.replace(/\/$/, ""), throwOnError: true }));
  }
  return clients.get(url);
}

async function body(url) {
  if (!bodies.has(url)) {
    bodies.set(url, await (await fetch(url)).text());
  }
  return bodies.get(url);
}

const tasks = {
  // Reads events up to the given number.
  async subscribe({ url, count }) {
    const abort = new AbortController();
    const { stream } = await client(url).event.subscribe({ signal: abort.signal });
    let start, read = 0;
    for await (const event of stream) {
      if (start === undefined) {
        // The first event: the stream is open.
        start = process.hrtime.bigint();
        await fetch(`${url}start`, { method: "POST" });
      } else if (++read === count) {
        break;
      }
    }
    const elapsed = process.hrtime.bigint() - start;
    abort.abort();
    return elapsed;
  },

  // Calls GET /path repeatedly.
  async path({ url, count }) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) {
      const { data } = await client(url).path.get();
      if (!data.directory) throw new Error("The response to GET /path is empty.");
    }
    return process.hrtime.bigint() - start;
  },

  // Reads all messages of a session.
  async messages({ url, session }) {
    const start = process.hrtime.bigint();
    const { data } = await client(url).session.messages({ path: { id: session } });
    if (!data.length) throw new Error("There are no messages.");
    return process.hrtime.bigint() - start;
  },

  // Only JSON.parse of a body that is already a string.
  async parse({ url }) {
    const text = await body(url);
    const start = process.hrtime.bigint();
    if (!JSON.parse(text).length) throw new Error("There are no messages.");
    return process.hrtime.bigint() - start;
  },

  // Only JSON.parse, one event after another.
  async events({ events, count }) {
    const start = process.hrtime.bigint();
    let length = 0;
    for (let i = 0; i < count; i++) {
      length += JSON.parse(events[i % events.length]).type.length;
    }
    if (!length) throw new Error("There are no events.");
    return process.hrtime.bigint() - start;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { task, ...options } = JSON.parse(line);
  console.log(String(await tasks[task](options)));
}
