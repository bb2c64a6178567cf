// SPDX-License-Identifier: Apache-2.0
// Unpacks the data and shows each section.

import { readColumns } from './columns.js';
import { readTree, readFacts, addUp, BLOCK_BYTES } from './model.js';
import { State } from './state.js';
import { showSpace } from './space.js';
import { BlockMap, rangesOf, showPartitions } from './blocks.js';
import { showLog } from './timeline.js';
import {
  showConfiguration, showCrashLog, showDifferences, showDuplicates, showExtensions, showFindings,
} from './reports.js';
import { byId, element } from './dom.js';
import { count, size } from './format.js';

/** @param {Map<string, string>} facts */
function showFigures(facts) {
  const number = (/** @type {string} */ name) => Number(facts.get(name) ?? 0);
  document.title = (facts.get('image') ?? '') + ' - TFS image';
  byId('title').textContent = facts.get('image') ?? '';
  byId('identity').textContent = 'Volume ' + (facts.get('label') || 'without a label') + ', ' + facts.get('uuid');
  const figures = [
    ['Volume', size(number('blocks') * BLOCK_BYTES)],
    ['Free', size(number('freeBlocks') * BLOCK_BYTES)],
    ['Log', size(number('logBlocks') * BLOCK_BYTES)],
    ['Files', count(number('files'))],
    ['Directories', count(number('directories'))],
    ['Length of files', size(number('fileBytes'))],
    ['In holes', size(number('holeBytes'))],
    ['Fragmented files', count(number('fragmentedFiles'))],
  ];
  byId('figures').replaceChildren(...figures.map(([name, value]) =>
    element('li', {}, element('b', {}, value), ' ', element('span', {}, name))));
}

/** @param {import('./model.js').Columns} columns */
function readPartitions(columns) {
  const rows = [];
  for (const reader = columns('partitions'); reader.hasNext();) {
    rows.push({
      number: reader.number(),
      type: reader.number(),
      start: reader.number(),
      blocks: reader.number(),
      holds: reader.text(),
    });
  }
  return rows;
}

/** @param {import('./model.js').Columns} columns */
function readExtensions(columns) {
  const rows = [];
  for (const reader = columns('log.extensions'); reader.hasNext();) {
    rows.push({ start: reader.number(), blocks: reader.number(), version: reader.number() });
  }
  return rows;
}

async function main() {
  const columns = await readColumns();
  const facts = readFacts(columns);
  showFigures(facts);
  const entries = readTree(columns);
  addUp(entries[0]);
  const state = new State(entries[0]);
  showDifferences(state, columns, facts);
  showSpace(state, entries);
  byId('loading').remove();
  performance.mark('shown');
  // The browser paints the map before the rest of the page is made.
  await new Promise(done => setTimeout(done));
  showPartitions(readPartitions(columns));
  const extensions = readExtensions(columns);
  const blocks = Number(facts.get('blocks'));
  new BlockMap(state, rangesOf(entries, extensions, blocks), extensions, blocks);
  showExtensions(extensions);
  showLog(state, columns, facts);
  showFindings(state, columns);
  showDuplicates(state, columns, entries);
  showConfiguration(columns);
  showCrashLog(columns);
  document.documentElement.dataset.ready = 'true';
}

main().catch(error => {
  // A part of the page may be there already.
  document.getElementById('loading')?.remove();
  document.body.prepend(element('p', { role: 'alert' }, 'The page cannot show all its data: ' + error.message));
  throw error;
});
