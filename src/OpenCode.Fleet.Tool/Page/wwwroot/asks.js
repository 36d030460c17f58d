// Cards with what agents ask. A card disappears when its request has a reply.

import { path, post } from './api.js';
import { button, element, link, showItems } from './dom.js';
import { idOf, jobLink } from './format.js';

/** How many requests are shown. The others follow when these have replies. */
export const maxAsks = 50;

/** Shows the oldest requests. */
export function showAsks(parent, asks) {
  const oldest = asks.toSorted((left, right) => Date.parse(left.askedAt) - Date.parse(right.askedAt)).slice(0, maxAsks);
  showItems(parent, oldest, ask => `${idOf(ask.job)} ${ask.id}`, ask => (ask.permission ? permissionCard(ask) : questionCard(ask)));
}

function permissionCard(ask) {
  const message = input('text', 'Message for the agent if you reject; without one, its turn ends');
  return card(ask,
    [element('h3', '', 'Allow ', element('bdi', '', ask.permission), '?'), element('pre', '', ask.patterns.join('\n')), message.label],
    [
      ['Allow', 'primary', () => ({ isAllowed: true })],
      ['Reject', '', () => ({ message: message.input.value.trim() || undefined })],
    ]);
}

function questionCard(ask) {
  const fields = ask.questions.map((question, index) => questionField(question, `${idOf(ask.job)} ${ask.id} ${index}`));
  return card(ask,
    [element('h3', '', ask.questions.length === 1 ? 'A question' : 'Questions'), ...fields.map(field => field.element)],
    [
      ['Answer', 'primary', () => ({ answers: fields.map(field => field.answers()) })],
      ['Dismiss', '', () => ({})],
    ]);
}

function questionField({ text, options, isMultiple }, group) {
  const own = input('text', options.length > 0 ? 'Another answer' : 'Answer');
  const choices = options.map(option => {
    const choice = input(isMultiple ? 'checkbox' : 'radio', option);
    choice.input.name = group;
    return { ...choice, option };
  });
  if (!isMultiple) {
    // There is one answer: the selected one or the written one.
    own.input.addEventListener('input', () => choices.forEach(choice => { choice.input.checked = false; }));
    choices.forEach(choice => choice.input.addEventListener('change', () => { own.input.value = ''; }));
  }

  return {
    element: element('fieldset', '', element('legend', '', text), ...choices.map(choice => choice.label), own.label),
    answers: () => [...choices.filter(choice => choice.input.checked).map(choice => choice.option), own.input.value.trim()].filter(answer => answer),
  };
}

function input(type, text) {
  const field = element('input');
  field.type = type;
  const name = element('span', '', text);
  return { input: field, label: type === 'text' ? element('label', 'text', name, field) : element('label', '', field, name) };
}

function card(ask, content, replies) {
  const problem = element('p', 'problem');
  problem.setAttribute('role', 'alert');
  const actions = replies.map(([text, className, reply]) => button(text, className, async () => {
    result.inert = true;
    try {
      await post(`${path(ask.job.batch, ask.job.index)}/asks/${encodeURIComponent(ask.id)}`, reply());
      result.classList.add('replied');
    } catch (error) {
      result.inert = false;
      problem.textContent = error.message;
    }
  }));
  const result = element('article', 'ask',
    element('p', 'from', link(jobLink(ask.job.batch, ask.job.index), `Job ${idOf(ask.job)}`)),
    ...content,
    element('div', 'actions', ...actions),
    problem);
  return result;
}
