// SPDX-License-Identifier: Apache-2.0
// The colours of entries. White text is readable on each of them, in both themes.

import { Entry, CATEGORIES, REST } from './model.js';
import { time } from './format.js';

const OF_CATEGORIES = ['#3b6fb6', '#17786b', '#8a6414', '#a8432b', '#5d6470'];
const OF_AGES = ['#45477f', '#5b4b8a', '#84477f', '#a4405f', '#b23a3a'];
const OF_CHANGES = new Map([
  ['created', '#1f7a3d'], ['grew', '#a8432b'], ['shrank', '#17607a'], ['changed', '#8a6414'],
]);
const NEUTRAL = '#6b7079';

/** @typedef {{colour: string, text: string}} LegendItem */
/** @typedef {{colourOf: (entry: Entry) => string, items: LegendItem[]}} Colouring */

/** @returns {Colouring} */
function byKind() {
  return {
    colourOf: entry => entry.kind === REST ? NEUTRAL : OF_CATEGORIES[entry.mainCategory],
    items: CATEGORIES.map((text, i) => ({ colour: OF_CATEGORIES[i], text })),
  };
}

/**
 * @param {Entry[]} entries
 * @returns {Colouring} five classes of about as many files each, the newest last
 */
function byAge(entries) {
  const times = entries.map(entry => entry.modified).filter(modified => modified > 0);
  if (times.length === 0) {
    return { colourOf: () => NEUTRAL, items: [{ colour: NEUTRAL, text: 'no entry has a time' }] };
  }
  const scale = d3.scaleQuantile(times, OF_AGES);
  const limits = scale.quantiles();
  const items = OF_AGES.map((colour, i) => ({
    colour,
    text: i === 0 ? 'before ' + time(limits[0]) : 'from ' + time(limits[i - 1]),
  })).filter((_, i) => i === 0 || limits[i] !== limits[i - 1]);
  return {
    colourOf: entry => entry.modified > 0 ? scale(entry.modified) : NEUTRAL,
    items: [...items, { colour: NEUTRAL, text: 'no time' }],
  };
}

/** @returns {Colouring} */
function byChange() {
  return {
    colourOf: entry => OF_CHANGES.get(entry.change) ?? NEUTRAL,
    items: [...OF_CHANGES].map(([text, colour]) => ({ colour, text })).concat({ colour: NEUTRAL, text: 'the same' }),
  };
}

/**
 * @param {string} name kind, age or change
 * @param {Entry[]} entries
 * @returns {Colouring}
 */
export function colouring(name, entries) {
  return name === 'age' ? byAge(entries) : name === 'change' ? byChange() : byKind();
}
