// Starts a server with the JavaScript SDK and prints the duration of the call in milliseconds.
// node startup.mjs SDK_FOLDER PORT
import { pathToFileURL } from "node:url";

const [folder, port] = process.argv.slice(2);
const { createOpencode } = await import(pathToFileURL(`${folder}node_modules/@opencode-ai/sdk/dist/index.js`));
const start = performance.now();
const opencode = await createOpencode({ port: Number(port), timeout: 60_000 });
console.log(performance.now() - start);
opencode.server.close();
