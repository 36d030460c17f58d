// The progress of a batch: a bar with a segment for each outcome, and its numbers.

import { element, setText, showItems } from './dom.js';
import { cost, count, words } from './format.js';

const outcomes = ['completed', 'failed', 'rejected', 'limitReached', 'canceled', 'interrupted'];

export function progress() {
  const bar = element('div', 'bar');
  bar.setAttribute('role', 'progressbar');
  const text = element('span');
  const chips = element('span', 'chips');
  const spent = element('span', 'spent');
  const result = element('div', 'progress', bar, element('div', 'numbers', text, chips, spent));
  result.update = batch => {
    const occurred = outcomes.filter(name => batch.outcomes[name]).map(name => ({ name, number: batch.outcomes[name], share: batch.outcomes[name] / batch.count }));
    bar.setAttribute('aria-label', `Progress of ${batch.id}`);
    bar.setAttribute('aria-valuemax', batch.count);
    bar.setAttribute('aria-valuenow', batch.ended);
    showItems(bar, occurred, outcome => outcome.name, segment);
    showItems(chips, occurred, outcome => outcome.name, chip);
    setText(text, `${count(batch.ended)} of ${count(batch.count)} ended`);
    setText(spent, `${count(batch.usage.tokens)} tokens, ${cost(batch.usage.cost)}`);
  };
  return result;
}

function segment({ name }) {
  const result = element('span', `segment ${name}`);
  result.update = ({ share }) => { result.style.width = `${100 * share}%`; };
  return result;
}

function chip({ name }) {
  const result = element('span', `chip ${name}`);
  result.update = ({ number }) => setText(result, `${count(number)} ${words(name)}`);
  return result;
}

/** What a batch is doing, in a word. */
export const stateOf = batch =>
  batch.isEnded ? 'ended' : batch.isCanceled ? 'canceling' : batch.submitted < batch.count ? 'submitting' : 'open';
