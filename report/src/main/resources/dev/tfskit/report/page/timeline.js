// SPDX-License-Identifier: Apache-2.0
// The log as a time line, and the slider that takes the tree back in time.

import { Entry, FILE, KINDS } from './model.js';
import { State } from './state.js';
import { Table } from './table.js';
import { CREATE, LENGTH, REMOVE, readEvents, Travel } from './travel.js';
import { byId, element, legend, svg } from './dom.js';
import { count, plural, size, share } from './format.js';

const MOST_BARS = 240;
const HEIGHT = 130;
const BASE = 104;
const LEFT = 56;
const HAVE_LENGTH = [CREATE, REMOVE, LENGTH];

/** @typedef {{number: number, offset: number, length: number, entries: number, live: number, changes: number}} LogRow */
/** @typedef {import('./travel.js').LogEvent} LogEvent */

/**
 * @param {import('./model.js').Columns} columns
 * @returns {LogRow[]}
 */
function readRecords(columns) {
  const reader = columns('log.records');
  const live = columns('log.live');
  const rows = [];
  while (reader.hasNext()) {
    rows.push({
      number: rows.length,
      offset: reader.number(),
      length: reader.number(),
      entries: reader.number(),
      changes: reader.number(),
      // Without the column, the log was too long to count, and all entries look alike.
      live: live.hasNext() ? live.number() : Infinity,
    });
  }
  return rows;
}

/**
 * @param {State} state
 * @param {import('./model.js').Columns} columns
 * @param {Map<string, string>} facts
 */
export function showLog(state, columns, facts) {
  const rows = readRecords(columns);
  const live = Number(facts.get('liveEntries'));
  const obsolete = Number(facts.get('obsoleteEntries'));
  byId('log-summary').textContent = plural(rows.length, 'record', 'records') + ' with '
    + plural(live + obsolete, 'entry', 'entries') + ': ' + count(live) + ' are in effect, ' + count(obsolete)
    + ' (' + share(obsolete, live + obsolete) + ') are obsolete. ' + compaction(rows, facts);
  const travel = new Travel(state.root, readEvents(columns), columns('events.first').number(), rows.length);
  const table = new Table(byId('changes'), 'Changes of the record', [
    { title: 'Change', cell: (/** @type {LogEvent} */ event) => words(event) },
    { title: 'Length before', number: true, cell: event => length(event, event.before) },
    { title: 'Length after', number: true, cell: event => length(event, event.after) },
  ], -1, 'This record changes nothing in the tree, or its changes are not in the page.');
  const slider = /** @type {HTMLInputElement} */ (byId('slider'));
  const show = () => {
    drawTimeline(rows, travel, record => go(record));
    slider.value = String(travel.record);
    slider.setAttribute('aria-valuetext', 'after record ' + travel.record);
    const row = rows[travel.record];
    byId('record').textContent = row === undefined ? 'none' : 'after record ' + travel.record + ' of ' + travel.last;
    table.show(travel.events.get(travel.record) ?? []);
    showPast(state, travel, () => go(travel.last));
  };
  /** @param {number} record */
  const go = record => {
    travel.to(record);
    if (!isInTree(state.open, state.root)) {
      state.open = state.root;
    }
    if (!isInTree(state.selected, state.root)) {
      state.selected = state.open;
    }
    show();
    state.tell('tree');
  };
  slider.min = String(travel.first);
  slider.max = String(travel.last);
  slider.addEventListener('input', () => go(Number(slider.value)));
  byId('earlier').addEventListener('click', () => go(travel.record - 1));
  byId('later').addEventListener('click', () => go(travel.record + 1));
  byId('time-limit').textContent = travel.last <= 0
    ? 'The log has no earlier record.'
    : travel.first === 0
    ? 'The slider shows the tree above as it was after each record.'
    : travel.first === travel.last
      ? 'The changes of this log are too many for the slider; tfs-dump -t --at RECORD shows an earlier tree.'
      : 'The page holds the changes since record ' + travel.first
        + '; tfs-dump -t --at RECORD shows an earlier tree.';
  for (const id of ['slider', 'earlier', 'later']) {
    /** @type {HTMLInputElement | HTMLButtonElement} */ (byId(id)).disabled = travel.first === travel.last;
  }
  new ResizeObserver(() => drawTimeline(rows, travel, record => go(record))).observe(byId('timeline'));
  legend('timeline-legend', [
    { colour: 'var(--used)', text: 'entries in effect' },
    { colour: 'var(--unused)', text: 'obsolete entries' },
    { colour: 'var(--chosen)', text: 'the shown record' },
  ]);
  show();
}

/**
 * @param {LogRow[]} rows
 * @param {Map<string, string>} facts
 * @returns {string} whether a compaction is due, and how much it would cut from the records
 */
function compaction(rows, facts) {
  const isDue = facts.get('compactionDue') === '1';
  const begin = isDue
    ? 'A compaction is due: the next program that writes to the volume writes those in effect anew'
    : 'No compaction is due; one would write only those in effect';
  const bytes = rows.reduce((sum, row) => sum + row.length, 0);
  const kept = rows.reduce((sum, row) => sum + (row.entries === 0 ? 0 : row.length * row.live / row.entries), 0);
  return Number.isFinite(kept)
    ? begin + ', about ' + size(Math.round(kept)) + ' in place of ' + size(bytes) + '.'
    : begin + '.';
}

/**
 * @param {Entry} entry
 * @param {Entry} root
 */
function isInTree(entry, root) {
  let at = entry;
  while (at.parent !== null) {
    at = at.parent;
  }
  return at === root;
}

/**
 * @param {State} state
 * @param {Travel} travel
 * @param {() => void} back
 */
function showPast(state, travel, back) {
  const banner = byId('past');
  banner.hidden = travel.record === travel.last;
  const button = element('button', { type: 'button' }, 'Back to the end');
  button.addEventListener('click', back);
  banner.replaceChildren('The tree as it was after record ' + travel.record + ' of ' + travel.last
    + ': ' + plural(state.root.totalCount, 'file', 'files') + ', ' + size(state.root.totalDisk)
    + '. Sizes of files that are gone since are estimates. ', button);
}

/**
 * @param {LogRow[]} rows
 * @param {Travel} travel
 * @param {(record: number) => void} go
 */
function drawTimeline(rows, travel, go) {
  const width = byId('timeline').clientWidth;
  if (width === 0 || rows.length === 0) {
    return;
  }
  const bars = Math.min(rows.length, MOST_BARS, Math.max(1, Math.floor((width - LEFT) / 3)));
  const sums = Array.from({ length: bars }, () => ({ entries: 0, live: 0 }));
  for (const row of rows) {
    const bar = sums[Math.floor(row.number * bars / rows.length)];
    bar.entries += row.entries;
    bar.live += Math.min(row.live, row.entries);
  }
  const x = d3.scaleLinear().domain([0, rows.length]).range([LEFT, width - 4]);
  const y = d3.scaleLinear().domain([0, Math.max(1, ...sums.map(bar => bar.entries))]).nice().range([BASE, 8]);
  const step = (width - 4 - LEFT) / bars;
  const parts = [];
  for (const tick of y.ticks(3)) {
    parts.push(svg('line', { x1: LEFT, x2: width - 4, y1: y(tick), y2: y(tick), stroke: 'var(--line)' }),
      svg('text', { x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end' }, count(tick)));
  }
  sums.forEach((bar, i) => {
    const left = LEFT + i * step;
    const wide = Math.max(0.5, Math.min(step - 0.5, 40));
    const live = height(y, bar.live);
    const obsolete = height(y, bar.entries - bar.live);
    parts.push(
      svg('rect', { x: left, y: BASE - live, width: wide, height: live, fill: 'var(--used)' }),
      svg('rect', { x: left, y: BASE - live - obsolete, width: wide, height: obsolete, fill: 'var(--unused)' }));
  });
  for (const tick of x.ticks(Math.min(8, rows.length)).filter(tick => Number.isInteger(tick) && tick < rows.length)) {
    parts.push(svg('text', { x: x(tick), y: BASE + 18, 'text-anchor': 'middle' }, count(tick)));
  }
  const at = x(travel.record + 0.5);
  parts.push(svg('line', { x1: at, x2: at, y1: 4, y2: BASE, stroke: 'var(--chosen)', 'stroke-width': 2 }));
  const label = 'Entries of the log by record: ' + plural(rows.length, 'record', 'records');
  const drawing = svg('svg', { width, height: HEIGHT, role: 'img', 'aria-label': label }, ...parts);
  drawing.addEventListener('click', event => {
    const place = /** @type {MouseEvent} */ (event).clientX - drawing.getBoundingClientRect().left;
    go(Math.floor((place - LEFT) / (width - 4 - LEFT) * rows.length));
  });
  byId('timeline').replaceChildren(drawing);
}

/**
 * @param {LinearScale} y
 * @param {number} entries
 * @returns {number} the height of a bar; few entries can be seen, too
 */
function height(y, entries) {
  return entries === 0 ? 0 : Math.max(2, BASE - y(entries));
}

/**
 * @param {LogEvent} event
 * @param {number} bytes
 * @returns {string} the length of a file, for changes that have one
 */
function length(event, bytes) {
  return event.kind === FILE && HAVE_LENGTH.includes(event.type) ? size(bytes) : '';
}

/** @param {LogEvent} event */
function words(event) {
  const path = '/' + event.path.join('/');
  const to = '/' + event.to.join('/');
  return [
    'create ' + KINDS[event.kind] + ' ' + path,
    'remove ' + KINDS[event.kind] + ' ' + path,
    'rename ' + path + ' to ' + to,
    'exchange ' + path + ' and ' + to,
    'link ' + path + ' as ' + to,
    'set the length of ' + path,
    'change the blocks of ' + path + ' from ' + event.before + ' to ' + event.after,
    event.words,
  ][event.type];
}
