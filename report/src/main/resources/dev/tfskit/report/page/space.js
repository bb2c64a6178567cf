// SPDX-License-Identifier: Apache-2.0
// What stands around the map of the tree: search, the way to the open directory, the entries, the chosen entry.

import { Entry, FILE, KINDS, CATEGORIES, BLOCK_BYTES } from './model.js';
import { State } from './state.js';
import { Table } from './table.js';
import { TreemapPicture, describe } from './treemap.js';
import { byId, element, linkButton } from './dom.js';
import { count, plural, share, size, time } from './format.js';

/**
 * @param {State} state
 * @param {Entry[]} entries
 */
export function showSpace(state, entries) {
  const table = new Table(byId('entries'), 'Entries of the open directory, or of the search', [
    { title: 'Name', cell: entryCell, key: entry => entry.name },
    { title: 'On disk', number: true, cell: entry => size(entry.totalDisk), key: entry => entry.totalDisk },
    { title: 'Share', number: true, cell: entry => share(entry.totalDisk, state.root.totalDisk) },
    { title: 'Extents', number: true, cell: entry => entry.isDirectory ? '' : count(entry.runs.length / 3),
      key: entry => entry.runs.length },
    { title: 'Modified', cell: entry => time(entry.modified), key: entry => entry.modified },
  ], 1, 'No entries.');

  /**
   * @param {Entry} entry
   */
  function entryCell(entry) {
    const text = state.found === null ? entry.title + (entry.isDirectory ? '/' : '') : entry.path;
    const button = linkButton(text, () => {
      if (entry.isDirectory) {
        state.openDirectory(entry);
      } else {
        state.goTo(entry);
      }
    });
    if (entry.change !== '') {
      return element('span', {}, button, ' ', element('span', { class: 'tag' }, entry.change));
    }
    return button;
  }

  const showEntries = () => {
    byId('entries-title').textContent = state.found === null
      ? 'Entries of ' + state.open.path
      : plural(state.found.size, 'entry', 'entries') + ' found';
    table.show(state.found === null ? state.open.children : [...state.found]);
  };
  const showWay = () => {
    const way = byId('way');
    way.replaceChildren(element('span', { 'aria-current': 'location' }, state.open.title));
    // One by one: a call takes a limited number of arguments, and a way may be longer.
    for (let at = state.open.parent; at !== null; at = at.parent) {
      const entry = at;
      way.prepend(linkButton(entry.title, () => state.openDirectory(entry)), ' \u203a ');
    }
  };
  const showSelected = () => {
    showDetails(state);
    byId('live').textContent = describe(state, { entry: state.selected, small: 0, value: 0 });
  };
  state.on('open', () => { showWay(); showEntries(); });
  state.on('select', showSelected);
  state.on('tree', () => {
    state.found = state.query === '' ? null : matches(state);
    showWay();
    showEntries();
    showSelected();
  });
  state.on('look', showEntries);
  listenToToolbar(state);
  new TreemapPicture(state, entries);
  showWay();
  showEntries();
  showDetails(state);
}

/** @param {State} state */
function listenToToolbar(state) {
  const search = /** @type {HTMLInputElement} */ (byId('search'));
  search.addEventListener('input', () => {
    state.query = search.value.trim().toLowerCase();
    state.found = state.query === '' ? null : matches(state);
    state.tell('look');
  });
  search.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      search.value = '';
      search.dispatchEvent(new Event('input'));
      byId('treemap').focus();
    }
  });
  const metric = /** @type {HTMLSelectElement} */ (byId('metric'));
  metric.addEventListener('change', () => {
    state.metric = /** @type {'disk' | 'length' | 'count'} */ (metric.value);
    state.tell('look');
  });
  const colour = /** @type {HTMLSelectElement} */ (byId('colour'));
  colour.addEventListener('change', () => {
    state.colour = colour.value;
    state.tell('look');
  });
}

/**
 * @param {State} state
 * @returns {Set<Entry>} the entries whose names hold the text; whole paths when the text has a slash
 */
function matches(state) {
  const isPath = state.query.includes('/');
  const found = new Set();
  const waiting = [state.root];
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    if (entry !== state.root && (isPath ? entry.path : entry.name).toLowerCase().includes(state.query)) {
      found.add(entry);
    }
    for (const child of entry.children) {
      waiting.push(child);
    }
  }
  return found;
}

/** @param {State} state */
function showDetails(state) {
  const entry = state.selected;
  /** @type {[string, Node | string][]} */
  const rows = [
    ['Kind', entry.kind === FILE ? 'file, ' + CATEGORIES[entry.category] : KINDS[entry.kind]],
    ['On disk', size(entry.totalDisk) + ', ' + share(entry.totalDisk, state.root.totalDisk) + ' of all'],
  ];
  if (entry.isDirectory) {
    rows.push(['Holds', plural(entry.totalCount, 'file', 'files') + ', ' + size(entry.totalLength)]);
  } else {
    rows.push(['Length', count(entry.length) + ' bytes']);
  }
  if (entry.target !== '') {
    rows.push(['Target', entry.target]);
  }
  if (entry.modified > 0) {
    rows.push(['Modified', time(entry.modified) + ' UTC']);
  }
  if (entry.change !== '') {
    rows.push(['Compared', entry.change]);
  }
  if (entry.runs.length > 0) {
    rows.push(['Extents', extentsText(entry)]);
  }
  if (entry.names !== null) {
    rows.push(['Other names', links(state, entry.names, entry)]);
  }
  if (entry.copies !== null) {
    rows.push(['Same content', links(state, entry.copies, entry)]);
  }
  byId('details').replaceChildren(
    element('h3', {}, entry.path),
    element('dl', {}, ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])));
}

/**
 * @param {State} state
 * @param {Entry[]} entries
 * @param {Entry} without
 */
function links(state, entries, without) {
  const others = entries.filter(entry => entry !== without && entry.parent !== null);
  return element('span', {}, ...others.slice(0, 10).flatMap((entry, i) =>
    [i === 0 ? '' : ', ', linkButton(entry.path, () => state.goTo(entry))]),
  others.length > 10 ? ' and ' + count(others.length - 10) + ' more' : '');
}

/** @param {Entry} entry */
function extentsText(entry) {
  const parts = [];
  for (let i = 0; i < Math.min(entry.runs.length, 15); i += 3) {
    const unused = entry.runs[i + 2];
    parts.push('block ' + entry.runs[i] + ' (' + size((entry.runs[i + 1] + unused) * BLOCK_BYTES)
      + (unused > 0 ? ', ' + size(unused * BLOCK_BYTES) + ' unused' : '') + ')');
  }
  const more = entry.runs.length / 3 - parts.length;
  return parts.join(', ') + (more > 0 ? ' and ' + count(more) + ' more' : '');
}
