// SPDX-License-Identifier: Apache-2.0
// Makes elements. Texts only ever become text, never markup.

/**
 * @param {string} id
 * @returns {HTMLElement} the element of the page with this id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error('the page has no element ' + id);
  }
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} content
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...content);
  return made;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} content
 * @returns {SVGElement}
 */
export function svg(name, attributes = {}, ...content) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, String(value));
  }
  made.append(...content);
  return made;
}

/**
 * @param {string} text
 * @param {() => void} action
 * @returns {HTMLButtonElement} a button that looks like a link
 */
export function linkButton(text, action) {
  const button = element('button', { type: 'button', class: 'link' }, text);
  button.addEventListener('click', action);
  return button;
}

/**
 * @param {string} id of a list
 * @param {{colour: string, text: string, hatched?: boolean}[]} items
 */
export function legend(id, items) {
  byId(id).replaceChildren(...items.map(item => {
    const swatch = svg('svg', { width: 12, height: 12, 'aria-hidden': 'true' },
      svg('rect', { width: 12, height: 12, fill: item.colour }));
    return element('li', {}, swatch, ' ' + item.text);
  }));
}

/**
 * Sets up a canvas for the pixels of the screen.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} height in CSS pixels
 * @returns {CanvasRenderingContext2D}
 */
export function context(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = width + 'px';
  canvas.style.height = height + 'px';
  const drawing = canvas.getContext('2d');
  if (drawing === null) {
    throw new Error('the browser has no canvas');
  }
  drawing.setTransform(ratio, 0, 0, ratio, 0, 0);
  return drawing;
}

/**
 * @param {string} name of a colour of the style sheet, such as --text
 * @returns {string}
 */
export function themeColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
