// Requests decisions from the application. The application inserts above this line: const settings = { ... }

const GRACE_MS = 5_000 // The application applies the timeout. The plugin waits longer, in case the application doesn't respond.
const BATCH = 100

class Failure extends Error {}

function refusal(reason) {
  const error = new Error(reason)
  error.stack = reason // The server shows the stack of a refused prompt to its client.
  return error
}

/** Runs an action without HTTP proxies. A proxy can't reach the application, and would receive the token. */
function withoutProxy(action) {
  const names = ["NO_PROXY", "no_proxy"]
  const values = names.map((name) => process.env[name])
  for (const name of names) process.env[name] = "127.0.0.1"
  try {
    return action()
  } finally {
    names.forEach((name, i) => {
      if (values[i] === undefined) delete process.env[name]
      else process.env[name] = values[i]
    })
  }
}

async function post(body, policy, signal) {
  if (body.length > settings.maxBody) throw new Failure("The request is too large.") // The application would refuse it.
  const signals = [signal, policy.timeout && AbortSignal.timeout(policy.timeout + GRACE_MS)].filter(Boolean)
  try {
    const request = {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: settings.authorization },
      body,
      redirect: "error",
      timeout: false,
      signal: signals.length ? AbortSignal.any(signals) : undefined,
    }
    const response = await withoutProxy(() => fetch(settings.url, request)) // It reads the variables before it returns.
    if (!response.ok) throw new Failure(`The application responded with ${response.status}.`)
    return await response.json()
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("The application did not respond.")
  }
}

/** Returns the decision of the application; null to continue as if there were no hook. */
async function decide(hook, content, refused, signal) {
  const policy = settings.hooks[hook]
  let decision
  try {
    decision = await post(JSON.stringify({ hook, ...content }), policy, signal)
  } catch {
    if (policy.continues) return null
    throw refusal(refused)
  }
  if (decision.action === "refuse") throw refusal(decision.reason)
  return decision.action === "replace" ? decision : null
}

/** Changes the object itself, because the server continues to use its own object. */
function assign(target, source) {
  for (const key of Object.keys(target)) delete target[key]
  for (const key of Object.keys(source))
    Object.defineProperty(target, key, { value: source[key], enumerable: true, configurable: true, writable: true })
}

const isText = (content) => content.type === "text" || (content.type === "resource" && typeof content.resource?.text === "string")
const textOf = (content) => (content.type === "text" ? content.text : content.resource.text)

/**
 * Returns the output as text. Results of the server's own tools have an output; results of MCP servers have contents. See
 * https://github.com/anomalyco/opencode/issues/21149.
 */
const outputOf = (result) =>
  Array.isArray(result.content) ? result.content.filter(isText).map(textOf).join("\n\n") : (result.output ?? "")

function replaceOutput(result, decision) {
  if (Array.isArray(result.content)) {
    result.content = [{ type: "text", text: decision.output }, ...result.content.filter((content) => !isText(content))]
    delete result.structuredContent
  } else {
    result.output = decision.output
    if (decision.title !== undefined) result.title = decision.title
  }
  if (decision.metadata !== undefined) result.metadata = decision.metadata
  else if (result.metadata) {
    result.metadata = { ...result.metadata }
    for (const copy of ["output", "preview"]) if (typeof result.metadata[copy] === "string") result.metadata[copy] = decision.output
  }
}

/** A queue of events. All directories share it, so that the order of events is kept. */
const events = {
  queue: [],
  dropped: 0,
  sending: false,
  add(directory, event) {
    const text = JSON.stringify({ directory, event }) // The server may change the event later.
    if (this.queue.length >= settings.hooks.event.max) {
      this.queue.shift()
      this.dropped++
    }
    this.queue.push(text)
    if (!this.sending) void this.send()
  },
  async send() {
    this.sending = true
    await Promise.resolve() // The server must finish its current operation first.
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, BATCH)
      const dropped = this.dropped
      this.dropped = 0
      try {
        await post(`{"hook":"event","dropped":${dropped},"events":[${batch.join(",")}]}`, settings.hooks.event)
      } catch {
        this.dropped += dropped + batch.length
      }
    }
    this.sending = false
  },
}

/** Tracks requests that can be ended externally: tool calls by session, and permission requests by identifier. */
class Pending {
  #controllers = new Map()

  async run(key, action) {
    const controller = new AbortController()
    if (!this.#controllers.has(key)) this.#controllers.set(key, new Set())
    const all = this.#controllers.get(key)
    all.add(controller)
    try {
      return await action(controller.signal)
    } finally {
      all.delete(controller)
      if (all.size === 0) this.#controllers.delete(key)
    }
  }

  end(key) {
    for (const controller of this.#controllers.get(key) ?? []) controller.abort()
  }
}

async function replyToPermission(client, directory, request, signal) {
  let reply
  try {
    reply = await post(JSON.stringify({ hook: "permission", directory, request }), settings.hooks.permission, signal)
  } catch {
    if (signal.aborted || settings.hooks.permission.continues) return
    reply = { reply: "reject", message: "The application that decides about permissions did not respond." }
  }
  if (!reply.reply) return
  await client._client
    .post({ url: "/permission/{requestID}/reply", path: { requestID: request.id }, body: reply, headers: { "Content-Type": "application/json" } })
    .catch(() => {}) // Another client has replied, or the server is stopping.
}

async function server({ client, directory }) {
  const { hooks } = settings
  const calls = new Pending()
  const permissions = new Pending()
  await post(JSON.stringify({ hook: "loaded", directory }), { timeout: GRACE_MS }).catch(() => {}) // Hooks report it on use.

  const result = {
    event: async ({ event }) => {
      const { type, properties } = event
      if (type === "session.idle") calls.end(properties.sessionID)
      if (type === "permission.replied") permissions.end(properties.requestID)
      if (type === "permission.asked" && hooks.permission)
        void permissions.run(properties.id, (signal) => replyToPermission(client, directory, properties, signal))
      if (hooks.event && (!hooks.event.types || hooks.event.types.includes(type))) events.add(directory, event)
    },
  }
  if (hooks.before)
    result["tool.execute.before"] = async ({ tool, sessionID, callID }, output) => {
      const refused = "The tool was not run, because the application that decides about tools did not respond."
      const content = { directory, tool, sessionID, callID, args: output.args ?? {} }
      const decision = await calls.run(sessionID, (signal) => decide("before", content, refused, signal))
      if (decision) assign(output.args, decision.args)
    }
  if (hooks.after)
    result["tool.execute.after"] = async ({ tool, sessionID, callID, args }, output) => {
      if (!output) return
      const refused = "The output is withheld, because the application that decides about outputs did not respond."
      const { title = "", metadata = {} } = output
      const content = { directory, tool, sessionID, callID, args: args ?? {}, title, output: outputOf(output), metadata }
      const decision = await calls.run(sessionID, (signal) => decide("after", content, refused, signal))
      if (decision) replaceOutput(output, decision)
    }
  if (hooks.prompt)
    result["chat.message"] = async (_, { message, parts }) => {
      const refused = "The prompt was refused, because the application that decides about prompts did not respond."
      const decision = await decide("prompt", { directory, message, parts }, refused)
      if (decision) parts.splice(0, parts.length, ...decision.parts)
    }
  return result
}

export default { id: settings.id, server }
