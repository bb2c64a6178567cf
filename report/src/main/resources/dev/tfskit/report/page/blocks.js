// SPDX-License-Identifier: Apache-2.0
// The map of the volume: who owns each run of blocks.

import { Entry, BLOCK_BYTES } from './model.js';
import { State } from './state.js';
import { Table } from './table.js';
import { byId, context, element, legend, linkButton, svg, themeColour } from './dom.js';
import { count, plural, size } from './format.js';

const LOG = 0;
const USED = 1;
const UNUSED = 2;
const FREE = 3;
const COLOURS = ['--logs', '--used', '--unused', '--free'];
const OWNERS = ['log', 'data of files', 'allocated but unused', 'free'];
const CELL = 7;
const MOST_ROWS = 56;

/** @typedef {{start: number, blocks: number, owner: number, entry: Entry | null, extension: number}} Range */
/** @typedef {{start: number, blocks: number, version: number}} Extension */

/**
 * @param {Entry[]} entries
 * @param {Extension[]} extensions
 * @param {number} blocks of the volume
 * @returns {Range[]} in the order of the volume, with the free ranges between the others
 */
export function rangesOf(entries, extensions, blocks) {
  /** @type {Range[]} */
  const owned = extensions.map((extension, i) =>
    ({ start: extension.start, blocks: extension.blocks, owner: LOG, entry: null, extension: i }));
  for (const entry of entries) {
    const { runs } = entry;
    for (let i = 0; i < runs.length; i += 3) {
      if (runs[i + 1] > 0) {
        owned.push({ start: runs[i], blocks: runs[i + 1], owner: USED, entry, extension: -1 });
      }
      if (runs[i + 2] > 0) {
        owned.push({ start: runs[i] + runs[i + 1], blocks: runs[i + 2], owner: UNUSED, entry, extension: -1 });
      }
    }
  }
  owned.sort((a, b) => a.start - b.start);
  const ranges = [];
  let end = 0;
  for (const range of owned) {
    if (range.start > end) {
      ranges.push({ start: end, blocks: range.start - end, owner: FREE, entry: null, extension: -1 });
    }
    ranges.push(range);
    end = Math.max(end, range.start + range.blocks);
  }
  if (end < blocks) {
    ranges.push({ start: end, blocks: blocks - end, owner: FREE, entry: null, extension: -1 });
  }
  return ranges;
}

/** Draws the map and follows mouse and keyboard. */
export class BlockMap {
  /**
   * @param {State} state
   * @param {Range[]} ranges
   * @param {Extension[]} extensions
   * @param {number} blocks of the volume
   */
  constructor(state, ranges, extensions, blocks) {
    this.state = state;
    this.ranges = ranges;
    this.extensions = extensions;
    this.blocks = blocks;
    this.place = byId('map');
    this.canvas = /** @type {HTMLCanvasElement} */ (this.place.querySelector('canvas'));
    this.columns = 1;
    this.rows = 1;
    /** Blocks in each cell. */
    this.perCell = 1;
    this.cursor = 0;
    /** The owner of the most blocks of each cell. */
    this.owners = new Uint8Array(0);
    state.on('select', () => this.draw());
    new ResizeObserver(() => this.layOut()).observe(this.place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    this.place.addEventListener('click', event => this.choose(this.cellAt(event)));
    this.place.addEventListener('mousemove', event => this.point(this.cellAt(event)));
    this.place.addEventListener('keydown', event => this.key(event));
    this.showTable();
  }

  layOut() {
    const width = this.place.clientWidth;
    if (width === 0) {
      return;
    }
    this.columns = Math.max(1, Math.floor(width / CELL));
    this.perCell = Math.max(1, Math.ceil(this.blocks / (this.columns * MOST_ROWS)));
    const cells = Math.ceil(this.blocks / this.perCell);
    this.rows = Math.max(1, Math.ceil(cells / this.columns));
    const amounts = [0, 1, 2, 3].map(() => new Float64Array(cells));
    for (const range of this.ranges) {
      this.eachCell(range.start, range.blocks, (cell, blocks) => { amounts[range.owner][cell] += blocks; });
    }
    this.owners = new Uint8Array(cells);
    for (let cell = 0; cell < cells; cell++) {
      let most = FREE;
      for (const owner of [LOG, USED, UNUSED]) {
        most = amounts[owner][cell] > amounts[most][cell] ? owner : most;
      }
      // A cell that is free in part only shows what it holds.
      this.owners[cell] = most === FREE && amounts[LOG][cell] > 0 ? LOG
        : most === FREE && amounts[USED][cell] > 0 ? USED : most;
    }
    legend('map-legend', [
      ...OWNERS.map((text, i) => ({ colour: 'var(' + COLOURS[i] + ')', text })),
      { colour: 'var(--chosen)', text: 'the chosen entry' },
    ]);
    this.draw();
  }

  /**
   * @param {number} start
   * @param {number} blocks
   * @param {(cell: number, blocks: number) => void} action
   */
  eachCell(start, blocks, action) {
    const end = Math.min(start + blocks, this.blocks);
    for (let at = start; at < end;) {
      const cell = Math.floor(at / this.perCell);
      const next = Math.min(end, (cell + 1) * this.perCell);
      action(cell, next - at);
      at = next;
    }
  }

  draw() {
    if (this.owners.length === 0) {
      return;
    }
    const drawing = context(this.canvas, this.columns * CELL, this.rows * CELL);
    const colours = COLOURS.map(themeColour);
    this.owners.forEach((owner, cell) => {
      drawing.fillStyle = colours[owner];
      this.fill(drawing, cell);
    });
    drawing.fillStyle = themeColour('--chosen');
    const { selected } = this.state;
    if (selected !== this.state.root) {
      this.mark(drawing, selected);
    }
    this.drawLinks(drawing);
    drawing.strokeStyle = themeColour('--text');
    drawing.lineWidth = 2;
    drawing.strokeRect((this.cursor % this.columns) * CELL, Math.floor(this.cursor / this.columns) * CELL, CELL, CELL);
  }

  /**
   * @param {CanvasRenderingContext2D} drawing
   * @param {Entry} entry
   */
  mark(drawing, entry) {
    const waiting = [entry];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const { runs } = at.names === null ? at : at.names[0];
      for (let i = 0; i < runs.length; i += 3) {
        this.eachCell(runs[i], runs[i + 1] + runs[i + 2], cell => this.fill(drawing, cell));
      }
      for (const child of at.children) {
        waiting.push(child);
      }
    }
  }

  /**
   * Links the extensions of the log in their order, where one does not lie behind the other.
   * @param {CanvasRenderingContext2D} drawing
   */
  drawLinks(drawing) {
    if (this.extensions.length < 2) {
      return;
    }
    drawing.strokeStyle = themeColour('--text');
    drawing.lineWidth = 1.5;
    drawing.beginPath();
    this.extensions.forEach((extension, i) => {
      const cell = Math.floor(extension.start / this.perCell);
      const x = (cell % this.columns) * CELL + CELL / 2;
      const y = Math.floor(cell / this.columns) * CELL + CELL / 2;
      const before = this.extensions[i - 1];
      if (before === undefined || before.start + before.blocks === extension.start) {
        drawing.moveTo(x, y);
      } else {
        drawing.lineTo(x, y);
      }
    });
    drawing.stroke();
  }

  /**
   * @param {CanvasRenderingContext2D} drawing
   * @param {number} cell
   */
  fill(drawing, cell) {
    drawing.fillRect((cell % this.columns) * CELL, Math.floor(cell / this.columns) * CELL, CELL - 1, CELL - 1);
  }

  /** @param {MouseEvent} event */
  cellAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / CELL);
    return Math.floor((event.clientY - box.top) / CELL) * this.columns + Math.min(column, this.columns - 1);
  }

  /**
   * @param {number} cell
   * @returns {Range[]} the ranges in a cell, the one with the most blocks first
   */
  rangesIn(cell) {
    const start = cell * this.perCell;
    const end = Math.min(start + this.perCell, this.blocks);
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ranges[middle].start + this.ranges[middle].blocks <= start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const found = [];
    for (let i = low; i < this.ranges.length && this.ranges[i].start < end; i++) {
      found.push(this.ranges[i]);
    }
    const inside = (/** @type {Range} */ range) =>
      Math.min(end, range.start + range.blocks) - Math.max(start, range.start);
    return found.sort((a, b) => inside(b) - inside(a));
  }

  /** @param {number} cell */
  point(cell) {
    const ranges = cell >= 0 && cell < this.owners.length ? this.rangesIn(cell) : [];
    if (ranges.length > 0) {
      const more = ranges.length > 1 ? ', and ' + plural(ranges.length - 1, 'more range', 'more ranges') : '';
      byId('map-place').textContent = words(ranges[0]) + more;
    }
  }

  /** @param {number} cell */
  choose(cell) {
    if (cell < 0 || cell >= this.owners.length) {
      return;
    }
    this.cursor = cell;
    this.point(cell);
    const entry = this.rangesIn(cell).find(range => range.entry !== null)?.entry;
    if (entry) {
      this.state.goTo(entry);
    } else {
      this.draw();
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      this.cursor = Math.max(0, Math.min(this.owners.length - 1, this.cursor + by));
      this.point(this.cursor);
      this.draw();
    } else if (event.key === 'Enter') {
      this.choose(this.cursor);
    }
  }

  showTable() {
    /** @type {import('./table.js').TableColumn<Range>[]} */
    const columns = [
      { title: 'First block', number: true, cell: range => count(range.start), key: range => range.start },
      { title: 'Blocks', number: true, cell: range => count(range.blocks), key: range => range.blocks },
      { title: 'Bytes', number: true, cell: range => size(range.blocks * BLOCK_BYTES) },
      { title: 'Owner', key: range => range.owner, cell: range => {
        const { entry } = range;
        return entry === null ? owner(range) : element('span', {},
          range.owner === UNUSED ? 'unused, of ' : '', linkButton(entry.path, () => this.state.goTo(entry)));
      } },
    ];
    const table = new Table(byId('ranges'), 'Block ranges of the volume', columns, -1, 'The volume has no blocks.');
    table.show(this.ranges);
  }
}

/** @param {Range} range */
function owner(range) {
  return range.owner === LOG ? 'extension ' + range.extension + ' of the log' : OWNERS[range.owner];
}

/** @param {Range} range */
function words(range) {
  const place = 'Blocks ' + range.start + ' to ' + (range.start + range.blocks - 1) + ': ';
  return place + (range.entry === null ? owner(range)
    : (range.owner === UNUSED ? 'allocated but unused, of ' : '') + range.entry.path);
}

/** @typedef {{number: number, type: number, start: number, blocks: number, holds: string}} PartitionRow */

/** @param {PartitionRow[]} partitions */
export function showPartitions(partitions) {
  if (partitions.length === 0) {
    byId('partitions').remove();
    return;
  }
  const ends = partitions.map(partition => partition.start + partition.blocks);
  const scale = d3.scaleLinear().domain([0, Math.max(...ends)]).range([0, 100]);
  const bar = svg('svg', { width: '100%', height: 26, 'aria-hidden': 'true' },
    svg('rect', { width: '100%', height: 26, fill: 'var(--free)' }),
    ...partitions.map(partition => svg('rect', {
      x: scale(partition.start) + '%', width: Math.max(0.3, scale(partition.blocks)) + '%', height: 26,
      fill: partition.holds === 'tfs volume' ? 'var(--used)' : 'var(--unused)', stroke: 'var(--page)',
    })));
  /** @type {import('./table.js').TableColumn<PartitionRow>[]} */
  const columns = [
    { title: 'Partition', number: true, cell: row => String(row.number) },
    { title: 'Type', cell: row => row.type.toString(16).padStart(2, '0') },
    { title: 'First block', number: true, cell: row => count(row.start) },
    { title: 'Size', number: true, cell: row => size(row.blocks * BLOCK_BYTES) },
    { title: 'Holds', cell: row => row.holds.replace('tfs', 'TFS').replace('efi', 'EFI') },
  ];
  const place = element('div', { class: 'table' });
  byId('partitions').replaceChildren(element('h3', {}, 'Partitions of the disk'), bar, place,
    element('h3', {}, 'Blocks of the volume'));
  new Table(place, 'Partitions', columns, -1, '').show(partitions);
}
