// Elements without HTML: everything that comes from the fleet becomes text, never markup.

/** Characters without a shape, except those of emoji, and characters that change the order of the text around them. */
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Shows hidden characters, so that a command looks like what it is. */
export const visible = text => String(text).replaceAll('\r\n', '\n').replace(hidden, character =>
  character < ' ' ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`);

/** Creates an element. Strings become text. */
export function element(name, className, ...children) {
  const result = document.createElement(name);
  if (className) result.className = className;
  result.append(...children.map(child => (child instanceof Node ? child : visible(child))));
  return result;
}

/** Changes the text of an element only if it differs, so that screen readers don't repeat it. */
export function setText(target, text) {
  const shown = visible(text);
  if (target.textContent !== shown) target.textContent = shown;
}

export function link(href, text, className) {
  const result = element('a', className, text);
  result.href = href;
  return result;
}

export function button(text, className, click) {
  const result = element('button', className, text);
  result.type = 'button';
  result.addEventListener('click', click);
  return result;
}

/** A button for what can't be undone: the first click asks, the second one acts. */
export function confirmButton(text, question, click) {
  const result = button(text, 'danger', () => {
    if (result.textContent === question) {
      setText(result, text);
      click();
    } else {
      setText(result, question);
    }
  });
  result.addEventListener('blur', () => setText(result, text));
  return result;
}

/**
 * Shows one child for each item. Children of items that remain are updated instead of replaced, so that they keep their focus and
 * their input.
 */
export function showItems(parent, items, key, create) {
  const old = new Map([...parent.children].map(child => [child.dataset.key, child]));
  const children = items.map(item => {
    const child = old.get(String(key(item))) ?? create(item);
    child.dataset.key = key(item);
    child.update?.(item);
    return child;
  });
  if (children.length !== parent.children.length || children.some((child, index) => child !== parent.children[index])) {
    const focused = document.activeElement;
    parent.replaceChildren(...children);
    if (parent.contains(focused)) focused.focus();
  }
}

/** A section with a heading and content, which is hidden while it has none. */
export function section(title, ...children) {
  return element('section', '', element('h2', '', title), ...children);
}

/** A table with columns, and the body that contains its rows. Narrow screens show a row as a block with the names of its columns. */
export function table(label, columns) {
  const body = element('tbody');
  const result = element('table', '', element('caption', 'unseen', label), element('thead', '', row('th', columns)), body);
  return { table: result, body };
}

/** A row of a table, whose cells are changed by their position. */
export function dataRow(columns) {
  const result = row('td', columns.map(() => ''));
  [...result.children].forEach((cell, index) => { cell.dataset.column = columns[index]; });
  return result;
}

function row(cell, contents) {
  return element('tr', '', ...contents.map(content => {
    const result = element(cell, '', content);
    if (cell === 'th') result.scope = 'col';
    return result;
  }));
}
