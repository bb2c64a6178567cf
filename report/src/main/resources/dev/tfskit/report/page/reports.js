// SPDX-License-Identifier: Apache-2.0
// The tables of the page: findings, configuration, duplicates, differences, log extensions; and the crash log.

import { Entry, findPath } from './model.js';
import { State } from './state.js';
import { Table } from './table.js';
import { byId, element, linkButton } from './dom.js';
import { count, plural, size } from './format.js';

/** @typedef {import('./model.js').Columns} Columns */

/**
 * @param {State} state
 * @param {string} path
 * @returns {Node | string} a link to the entry, if the page has it
 */
function pathLink(state, path) {
  const entry = findPath(state.root, path);
  return entry === undefined ? path : linkButton(path, () => {
    state.goTo(entry);
    byId('space').scrollIntoView();
    byId('treemap').focus({ preventScroll: true });
  });
}

/** @param {string} section */
function drop(section) {
  byId(section).remove();
  document.querySelector('[data-section="' + section + '"]')?.remove();
}

/**
 * @param {State} state
 * @param {Columns} columns
 */
export function showFindings(state, columns) {
  const rows = [];
  for (const reader = columns('findings'); reader.hasNext();) {
    rows.push({
      severity: reader.text(),
      code: reader.text(),
      problem: reader.text(),
      consequence: reader.text(),
      path: reader.text(),
      record: reader.number() - 1,
      offset: reader.number() - 1,
    });
  }
  const ranks = ['error', 'warning', 'information'];
  new Table(byId('findings-table'), 'Findings of the check', [
    { title: 'Severity', cell: row => element('span', { class: row.severity }, row.severity),
      key: row => ranks.indexOf(row.severity) },
    { title: 'Finding', cell: row => element('span', {}, row.problem, ' ', element('span', { class: 'tag' }, row.code)),
      key: row => row.code },
    { title: 'Consequence', cell: row => row.consequence },
    { title: 'Entry', cell: row => pathLink(state, row.path), key: row => row.path },
    { title: 'Record', number: true, cell: row => row.record < 0 ? '' : count(row.record), key: row => row.record },
    { title: 'Byte', number: true, cell: row => row.offset < 0 ? '' : count(row.offset), key: row => row.offset },
  ], 0, 'The check found nothing.').show(rows);
}

/** @param {Columns} columns */
export function showConfiguration(columns) {
  const rows = [];
  for (const reader = columns('configuration'); reader.hasNext();) {
    rows.push({ name: reader.text(), value: reader.text() });
  }
  new Table(byId('configuration-table'), 'Attributes of the root', [
    { title: 'Attribute', cell: row => row.name, key: row => row.name },
    { title: 'Value', cell: row => row.value },
  ], -1, 'The root has no attributes: Nanos can mount the volume but not boot from it.').show(rows);
}

/**
 * @param {State} state
 * @param {Columns} columns
 * @param {Entry[]} entries
 */
export function showDuplicates(state, columns, entries) {
  const groups = [...new Set(entries.map(entry => entry.copies))].filter(group => group !== null)
    .map(group => /** @type {Entry[]} */ (group));
  const cost = (/** @type {Entry[]} */ group) => group.reduce((sum, entry) => sum + entry.disk, 0) - group[0].disk;
  const unread = columns('duplicates.unread').number();
  const total = groups.reduce((sum, group) => sum + cost(group), 0);
  byId('duplicates-summary').textContent = (groups.length === 0 ? '' : plural(groups.length, 'group', 'groups') + ' of equal files take '
    + size(total) + ' more than one copy of each would.')
    + (unread > 0 ? ' ' + plural(unread, 'file', 'files') + ' of equal lengths were too large to compare.' : '');
  new Table(byId('duplicates-table'), 'Files with the same content', [
    { title: 'Cost', number: true, cell: group => size(cost(group)), key: cost },
    { title: 'Copies', number: true, cell: group => count(group.length), key: group => group.length },
    { title: 'Files', cell: group => element('span', {}, ...group.slice(0, 8).flatMap((entry, i) =>
      [i === 0 ? '' : ', ', pathLink(state, entry.path)]),
    group.length > 8 ? ' and ' + count(group.length - 8) + ' more' : '') },
  ], 0, 'No two files have the same content.').show(groups);
}

/**
 * @param {State} state
 * @param {Columns} columns
 * @param {Map<string, string>} facts
 */
export function showDifferences(state, columns, facts) {
  const other = facts.get('other');
  if (other === undefined) {
    drop('differences');
    return;
  }
  const rows = [];
  const counts = new Map();
  for (const reader = columns('differences'); reader.hasNext();) {
    const row = { path: reader.text(), change: reader.text(), words: reader.text(), bytes: reader.signed() };
    rows.push(row);
    counts.set(row.change, (counts.get(row.change) ?? 0) + 1);
    const entry = findPath(state.root, row.path);
    if (entry !== undefined && row.change !== 'removed') {
      markChange(entry, row.change);
    }
  }
  const order = ['created', 'grew', 'shrank', 'changed', 'removed', 'damaged'];
  byId('differences-summary').textContent = 'Against ' + other + ': '
    + (rows.length === 0 ? 'no differences.' : order.filter(change => counts.has(change))
      .map(change => count(counts.get(change)) + ' ' + change).join(', ') + '.');
  new Table(byId('differences-table'), 'Differences', [
    { title: 'Change', cell: row => row.change, key: row => order.indexOf(row.change) },
    { title: 'Entry', cell: row => pathLink(state, row.path), key: row => row.path },
    { title: 'Bytes', number: true, cell: row => row.bytes === 0 ? '' : (row.bytes > 0 ? '+' : '') + size(row.bytes),
      key: row => row.bytes },
    { title: 'What', cell: row => row.words },
  ], 0, 'The trees are the same.').show(rows);
  const colour = /** @type {HTMLSelectElement} */ (byId('colour'));
  colour.append(element('option', { value: 'change' }, 'by difference'));
}

/**
 * @param {Entry} entry
 * @param {string} change
 */
function markChange(entry, change) {
  const rank = ['', 'changed', 'shrank', 'grew', 'created'];
  const waiting = [entry];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (rank.indexOf(change) > rank.indexOf(at.change)) {
      at.change = change;
    }
    if (change === 'created') {
      at.children.forEach(child => waiting.push(child));
    }
  }
}

/** @param {Columns} columns */
export function showCrashLog(columns) {
  const reader = columns('crash');
  if (!reader.hasNext()) {
    drop('crash');
    return;
  }
  byId('crash-summary').textContent = 'Boot ' + reader.text() + ' ended with exit code ' + reader.text() + '.';
  byId('crash-text').textContent = reader.text();
}

/**
 * @param {import('./blocks.js').Extension[]} extensions
 */
export function showExtensions(extensions) {
  const rows = extensions.map((extension, i) => ({ ...extension, number: i }));
  new Table(byId('extensions'), 'Extensions of the log', [
    { title: 'Extension', number: true, cell: row => String(row.number) },
    { title: 'First block', number: true, cell: row => count(row.start) },
    { title: 'Blocks', number: true, cell: row => count(row.blocks) },
    { title: 'Version', number: true, cell: row => String(row.version) },
  ], -1, '').show(rows);
}
