// Cards with what the agent asks. A card disappears when it has a reply.

import { call, id } from './api.js';
import { button, element } from './dom.js';

export function permissionCard(request, done) {
  const card = element('section', 'ask permission',
    element('h3', '', `Allow ${request.permission}?`),
    element('pre', '', request.patterns.join('\n')));
  const reply = value => send(card, done, () => call('POST', `permissions/${id(request.id)}`, { reply: value }));
  card.append(element('div', 'actions',
    button('Allow once', 'primary', reply('once')),
    button('Allow always', '', reply('always')),
    button('Reject', '', reply('reject'))));
  return card;
}

export function questionCard(request, done) {
  const fields = request.questions.map(questionField);
  const card = element('section', 'ask question', ...fields);
  const answers = () => fields.map(field => [...field.querySelectorAll('input:checked')].map(input => input.value));
  card.append(element('div', 'actions',
    button('Reply', 'primary', send(card, done, () => call('POST', `questions/${id(request.id)}`, { answers: answers() }))),
    button('Dismiss', '', send(card, done, () => call('DELETE', `questions/${id(request.id)}`)))));
  return card;
}

function questionField({ question, options, multiple }, index) {
  const field = element('fieldset', '', element('legend', '', question));
  for (const { label, description } of options) {
    const input = element('input', '');
    input.type = multiple ? 'checkbox' : 'radio';
    input.name = `question-${index}`;
    input.value = label;
    field.append(element('label', '', input, element('b', '', label), element('span', '', description)));
  }

  return field;
}

/** Returns a handler that sends a reply. The card stays if the application can't be reached. */
function send(card, done, reply) {
  return async () => {
    card.inert = true;
    try {
      await reply();
      card.remove();
      done();
    } catch (error) {
      card.inert = false;
      card.append(element('p', 'notice', error.message));
    }
  };
}
