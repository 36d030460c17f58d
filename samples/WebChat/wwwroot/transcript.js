import { element, showText } from './dom.js';
import { permissionCard, questionCard } from './asks.js';

/** Shows the messages of a session, and the updates of a turn while they arrive. */
export class Transcript {
  #root;
  #parts = new Map();
  #asks = new Map();

  constructor(root) {
    this.#root = root;
  }

  clear() {
    this.#root.replaceChildren();
    this.#parts.clear();
    this.#asks.clear();
  }

  prompt(text) {
    this.#add(element('div', 'prompt', text));
  }

  /** Shows a message that the server has stored. */
  message({ info, parts }) {
    if (info.role === 'user') {
      this.prompt(parts.filter(part => part.type === 'text' && !part.synthetic).map(part => part.text).join('\n'));
      return;
    }

    for (const part of parts) {
      if (part.type === 'text') this.#text(part.id, part.text, true);
      else if (part.type === 'reasoning') this.#reasoning(part.id, part.text, true);
      else if (part.type === 'tool') this.#tool(part);
    }

    if (info.error) this.notice(info.error.name === 'MessageAbortedError' ? 'Stopped.' : info.error.data?.message ?? info.error.name);
  }

  /** Shows an update of a turn. */
  update(update) {
    switch (update.type) {
      case 'textDelta': return this.#text(update.partId, update.text);
      case 'reasoningDelta': return this.#reasoning(update.partId, update.text);
      case 'textReplaced': return update.isReasoning ? this.#reasoning(update.partId, update.text, true) : this.#text(update.partId, update.text, true);
      case 'toolChanged': return this.#tool(update.part);
      case 'toolOutput': return this.#output(update.partId, update.text, update.isReplaced);
      case 'permissionAsked': return this.#ask(update.request, permissionCard);
      case 'questionAsked': return this.#ask(update.request, questionCard);
      case 'retrying': return this.notice(`The model failed, and the server retries: ${update.message}`);
      case 'completed': case 'merged': return this.#end();
      case 'aborted': return this.#end('Stopped.');
      case 'failed': case 'rejected': case 'limitReached': return this.#end(update.reason);
    }
  }

  notice(text) {
    this.#add(element('p', 'notice', text));
  }

  #end(reason) {
    this.#asks.forEach(card => card.remove());
    this.#asks.clear();
    if (reason) this.notice(reason);
  }

  #text(id, text, isComplete = false) {
    const part = this.#part(id, () => element('div', 'text'));
    part.value = isComplete ? text : (part.value ?? '') + text;
    showText(part.element, part.value);
    part.element.hidden = !part.value.trim();
    this.#follow();
  }

  #reasoning(id, text, isComplete = false) {
    const part = this.#part(id, () => element('details', 'reasoning', element('summary', '', 'Reasoning'), element('div', '')));
    part.value = isComplete ? text : (part.value ?? '') + text;
    showText(part.element.lastChild, part.value);
    this.#follow();
  }

  #tool({ id, callID, tool, state }) {
    const part = this.#part(id, () => element('details', 'tool', element('summary', '', element('b', ''), element('span', 'subject'), element('span', 'state')), element('pre', '')));
    const [name, subject, badge] = part.element.firstChild.children;
    name.textContent = tool;
    subject.textContent = state.input?.command ?? (state.title || state.input?.filePath || '');
    badge.textContent = state.status;
    part.element.dataset.state = state.status;
    if (state.status === 'completed' || state.status === 'error') {
      part.element.lastChild.textContent = (state.output ?? state.error ?? '').trimEnd();
      part.element.open = tool === 'bash' || state.status === 'error';
      this.#answered(callID);
    }

    this.#follow();
  }

  #output(id, text, isReplaced) {
    const part = this.#parts.get(id);
    if (!part) return;
    const output = part.element.lastChild;
    output.textContent = isReplaced ? text : output.textContent + text;
    part.element.open = true;
    this.#follow();
  }

  #ask(request, card) {
    if (this.#asks.has(request.id)) return;
    const result = card(request, () => this.#asks.delete(request.id));
    result.dataset.call = request.tool?.callID ?? '';
    this.#asks.set(request.id, result);
    this.#add(result);
  }

  /** Removes the request of a tool call that has ended, because another page has replied to it. */
  #answered(callId) {
    for (const [id, card] of this.#asks) {
      if (card.dataset.call === callId) {
        card.remove();
        this.#asks.delete(id);
      }
    }
  }

  #part(id, create) {
    if (!this.#parts.has(id)) {
      const part = { element: create() };
      this.#parts.set(id, part);
      this.#add(part.element);
    }

    return this.#parts.get(id);
  }

  #add(child) {
    this.#root.append(child);
    this.#follow();
  }

  #follow() {
    this.#root.scrollTop = this.#root.scrollHeight;
  }
}
