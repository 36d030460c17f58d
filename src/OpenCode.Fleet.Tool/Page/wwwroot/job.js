// A job: what it does, its live output, and its result.

import { get, listen, path, post } from './api.js';
import { showAsks } from './asks.js';
import { confirmButton, element, section, setText, showItems, visible } from './dom.js';
import { cost, count, time, words } from './format.js';
import { reader } from './reader.js';

const maxLines = 2000;

export function jobView(view, report, batch, index) {
  const url = path(batch, index);
  let isEnded = false;
  const read = reader(() => get(url), show, report);
  const badge = element('span', 'badge');
  const cancel = confirmButton('Cancel job', 'Stop its agent?', () => post(`${url}/cancel`).then(read, report));
  const facts = element('dl', 'facts');
  const prompt = element('pre');
  const asks = element('div', 'asks');
  const output = new Output();
  const result = element('pre');
  const sections = {
    prompt: section('Prompt', prompt),
    asks: section('Requests', asks),
    output: section('Live output', output.element),
    result: section('Result', result),
  };
  sections.asks.hidden = sections.result.hidden = true;
  view.append(element('div', 'title', element('h1', '', `${batch}/${index}`), badge, cancel), facts, ...Object.values(sections));

  function show(status) {
    const end = status.result;
    isEnded = status.state === 'ended';
    const label = end?.outcome ?? status.state;
    badge.className = `badge ${label}`;
    setText(badge, words(label));
    cancel.hidden = isEnded;
    setText(prompt, status.job.command ? `/${status.job.command} ${status.job.prompt}` : status.job.prompt);
    sections.asks.hidden = status.asks.length === 0;
    showAsks(asks, status.asks);
    sections.result.hidden = !end;
    setText(result, end ? textOf(end) : '');
    showItems(facts, factsOf(status), fact => fact[0], factItem);
  }

  const close = listen(`${url}/updates`, {
    update(update) {
      output.add(update);
      if (update.kind === 'ended') close();
      if (update.kind !== 'text') read();
    },
  });
  read();
  return {
    update() {
      if (!isEnded) read();
    },
    close,
  };
}

const textOf = end => [end.reason, end.structured === undefined ? end.text : JSON.stringify(end.structured, null, 2)].filter(text => text).join('\n\n') || 'No text';

function factsOf({ job, session, attempts, result }) {
  return [
    ['Workspace', `${job.workspace.kind} ${job.workspace.location}`],
    ['Model', job.model],
    ['Agent', job.agent],
    ['Machine', session?.machine],
    ['Session', session?.sessionId],
    ['Directory', session?.directory],
    ['Attempts', attempts > 1 ? count(attempts) : undefined],
    ['Usage', result && `${count(result.usage.steps)} steps, ${count(result.usage.tokens)} tokens, ${cost(result.usage.cost)}`],
    ['Ended', result && time(result.endedAt)],
    ['Changed files', result?.files.join('\n')],
  ].filter(([, value]) => value);
}

function factItem([name]) {
  const value = element('dd');
  const result = element('div', '', element('dt', '', name), value);
  result.update = fact => setText(value, fact[1]);
  return result;
}

/** What the agent does, from the moment when the page was opened. */
class Output {
  #text = null;

  constructor() {
    this.element = element('div', 'output');
    this.element.setAttribute('role', 'log');
    this.element.setAttribute('aria-label', 'Live output');
    this.element.tabIndex = 0;
  }

  add(update) {
    const log = this.element;
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    if (update.kind === 'text') {
      if (!this.#text) log.append(this.#text = element('p', 'text'));
      this.#text.append(visible(update.text));
    } else {
      this.#text = null;
      log.append(element('p', update.kind, line(update)));
    }

    while (log.children.length > maxLines) log.firstChild.remove();
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  }
}

function line({ kind, text, ask, result }) {
  switch (kind) {
    case 'queued': return 'Waits in the queue';
    case 'running': return `Runs on ${text}`;
    case 'interrupted': return `Interrupted: ${text}`;
    case 'retrying': return `Retries: ${text}`;
    case 'asked': return ask.permission ? `Asks for ${ask.permission}: ${ask.patterns.join(', ')}` : `Asks: ${ask.questions.map(question => question.text).join(' ')}`;
    case 'ended': return `Ended: ${words(result.outcome)}`;
    default: return text;
  }
}
