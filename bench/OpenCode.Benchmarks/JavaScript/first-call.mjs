// Calls GET /path once with the JavaScript SDK, and prints the directory.
// node first-call.mjs SDK_FOLDER URL
import { pathToFileURL } from "node:url";

const [folder, url] = process.argv.slice(2);
const { createOpencodeClient } = await import(pathToFileURL(`${folder}node_modules/@opencode-ai/sdk/dist/client.js`));
const { data } = await createOpencodeClient({ baseUrl: url.replace(/\/$/, ""), throwOnError: true }).path.get();
console.log(data.directory);
process.exit(0);
