// Elements without HTML: everything that comes from the agent becomes text, never markup.

export function element(name, className, ...children) {
  const result = document.createElement(name);
  result.className = className;
  result.append(...children);
  return result;
}

export function button(text, className, click) {
  const result = element('button', className, text);
  result.type = 'button';
  result.addEventListener('click', click);
  return result;
}

/** Shows text, with `code` between backticks. */
export function showText(target, text) {
  target.replaceChildren(...text.split(/`([^`\n]+)`/).map((piece, index) => (index % 2 ? element('code', '', piece) : piece)));
}
