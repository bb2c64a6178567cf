// SPDX-License-Identifier: Apache-2.0
// The map of the tree: a rectangle for each entry, as large as its share.

import { Entry } from './model.js';
import { State } from './state.js';
import { byId, context, legend, themeColour } from './dom.js';
import { colouring } from './colours.js';
import { count, plural, share, size } from './format.js';

/** A rectangle of fewer pixels is not drawn on its own. */
const LEAST_PIXELS = 30;
/** A directory of fewer pixels is drawn closed. */
const LEAST_OPEN_PIXELS = 1500;
/** How many directories inside each other are drawn open. */
const MOST_LEVELS = 4;
const TITLE_HEIGHT = 17;
const ZOOM_MILLISECONDS = 220;

/** @typedef {{entry: Entry, small: number, value: number}} Tile an entry, or some small entries of a directory */

/** Draws the map and follows mouse and keyboard. */
export class TreemapPicture {
  /**
   * @param {State} state
   * @param {Entry[]} entries
   */
  constructor(state, entries) {
    this.state = state;
    this.entries = entries;
    this.place = byId('treemap');
    this.canvas = /** @type {HTMLCanvasElement} */ (this.place.querySelector('canvas'));
    this.colours = colouring(state.colour, entries);
    /** @type {HierarchyNode<Tile>[]} */
    this.nodes = [];
    this.width = 0;
    this.height = 0;
    this.opened = state.open;
    this.listen();
    this.look();
  }

  listen() {
    const { state, place } = this;
    state.on('select', () => this.draw());
    state.on('open', () => this.zoom());
    state.on('tree', () => this.layOut());
    state.on('look', () => this.look());
    new ResizeObserver(() => this.layOut()).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    place.addEventListener('click', event => this.click(event));
    place.addEventListener('mousemove', event => this.hover(event));
    place.addEventListener('keydown', event => this.key(event));
  }

  look() {
    this.colours = colouring(this.state.colour, this.entries);
    legend('treemap-legend', this.colours.items);
    this.layOut();
  }

  layOut() {
    this.width = this.place.clientWidth;
    this.height = Math.max(260, Math.min(620, Math.round(this.width * 0.72)));
    const whole = this.state.size(this.state.open);
    const area = this.width * this.height;
    if (this.width === 0) {
      return;
    }
    const scale = whole === 0 ? 0 : area / whole;
    /** @type {Tile} */
    const top = { entry: this.state.open, small: 0, value: whole };
    const root = d3.hierarchy(top, tile => this.tilesIn(tile, scale, this.levelOf(tile.entry)))
      .sum(tile => tile.value)
      .sort((a, b) => b.value - a.value);
    d3.treemap()
      .size([this.width, this.height])
      .paddingOuter(1)
      .paddingInner(1)
      .paddingTop(node => node.y1 - node.y0 > 2 * TITLE_HEIGHT && node.x1 - node.x0 > 40 ? TITLE_HEIGHT : 1)
      .round(true)(/** @type {HierarchyNode<unknown>} */ (root));
    this.nodes = root.descendants();
    this.draw();
  }

  /**
   * Splits a directory into tiles that can be seen, and one for those that cannot. The value of an open directory
   * moves to its tiles.
   * @param {Tile} tile
   * @param {number} scale pixels for each unit of size
   * @param {number} level
   * @returns {Tile[] | null}
   */
  tilesIn(tile, scale, level) {
    const { entry } = tile;
    const isTop = level === 0;
    const isClosed = level >= MOST_LEVELS || !isTop && tile.value * scale < LEAST_OPEN_PIXELS;
    if (tile.small > 0 || entry.children.length === 0 || isClosed) {
      return null;
    }
    const tiles = [];
    let small = 0;
    let value = 0;
    for (const child of entry.children) {
      const size = this.state.size(child);
      if (size * scale >= LEAST_PIXELS) {
        tiles.push({ entry: child, small: 0, value: size });
      } else {
        small++;
        value += size;
      }
    }
    if (tiles.length === 0 && !isTop) {
      return null;
    }
    if (small > 0 && value > 0) {
      tiles.push({ entry, small, value });
    }
    tile.value = 0;
    return tiles.length === 0 ? null : tiles;
  }

  /**
   * Counts the directories between an entry and the open directory. The only entry of a directory is on its level.
   * @param {Entry} entry
   */
  levelOf(entry) {
    let level = 0;
    for (let at = entry; at !== this.state.open && at.parent !== null; at = at.parent) {
      level += at.parent.children.length > 1 ? 1 : 0;
    }
    return entry === this.state.open ? 0 : Math.max(1, level);
  }

  draw() {
    if (this.width === 0) {
      return;
    }
    const drawing = context(this.canvas, this.width, this.height);
    drawing.fillStyle = themeColour('--panel');
    drawing.fillRect(0, 0, this.width, this.height);
    drawing.font = '12px system-ui, sans-serif';
    drawing.textBaseline = 'middle';
    if (this.state.size(this.state.open) === 0) {
      drawing.fillStyle = themeColour('--text');
      drawing.fillText('Nothing here takes space.', 12, 24);
      return;
    }
    for (const node of this.nodes) {
      this.drawTile(drawing, node);
    }
    this.drawSelection(drawing);
  }

  /**
   * @param {CanvasRenderingContext2D} drawing
   * @param {HierarchyNode<Tile>} node
   */
  drawTile(drawing, node) {
    const width = node.x1 - node.x0;
    const height = node.y1 - node.y0;
    const { entry, small } = node.data;
    const isOpen = node.children !== undefined;
    const isDim = this.state.found !== null && !this.isFound(node.data);
    drawing.globalAlpha = isDim ? 0.25 : 1;
    drawing.fillStyle = isOpen ? themeColour('--frame') : this.tileColour(node.data);
    drawing.fillRect(node.x0, node.y0, width, height);
    if (small > 0) {
      hatch(drawing, node);
    }
    const isLabelled = width > 44 && height >= TITLE_HEIGHT;
    if (isLabelled) {
      drawing.save();
      drawing.beginPath();
      drawing.rect(node.x0, node.y0, width - 3, height);
      drawing.clip();
      drawing.fillStyle = isOpen ? themeColour('--text') : '#ffffff';
      const title = small > 0 ? plural(small, 'smaller entry', 'smaller entries') : entry.title;
      drawing.fillText(entry.isDirectory && small === 0 ? title + (title === '/' ? '' : '/') : title,
        node.x0 + 4, node.y0 + 9);
      if (!isOpen && height > 34) {
        drawing.globalAlpha *= 0.85;
        drawing.fillText(this.state.metric === 'count' ? plural(node.value, 'file', 'files') : size(node.value),
          node.x0 + 4, node.y0 + 24);
      }
      drawing.restore();
    }
    drawing.globalAlpha = 1;
  }

  /** @param {Tile} tile */
  tileColour(tile) {
    return this.colours.colourOf(tile.entry);
  }

  /** @param {Tile} tile */
  isFound(tile) {
    const found = this.state.found;
    if (found === null) {
      return true;
    }
    for (let at = /** @type {Entry | null} */ (tile.entry); at !== null; at = at.parent) {
      if (found.has(at)) {
        return true;
      }
    }
    return false;
  }

  /** @param {CanvasRenderingContext2D} drawing */
  drawSelection(drawing) {
    const node = this.nodeOf(this.state.selected);
    if (node === undefined || node === this.nodes[0]) {
      return;
    }
    drawing.lineWidth = 3;
    drawing.strokeStyle = '#ffffff';
    drawing.strokeRect(node.x0 + 1.5, node.y0 + 1.5, node.x1 - node.x0 - 3, node.y1 - node.y0 - 3);
    drawing.lineWidth = 1.5;
    drawing.strokeStyle = '#000000';
    drawing.strokeRect(node.x0 + 0.5, node.y0 + 0.5, node.x1 - node.x0 - 1, node.y1 - node.y0 - 1);
  }

  /**
   * @param {Entry} entry
   * @returns {HierarchyNode<Tile> | undefined} the tile of an entry, or the smallest that holds it
   */
  nodeOf(entry) {
    const tiles = new Map(this.nodes.filter(node => node.data.small === 0).map(node => [node.data.entry, node]));
    for (let at = /** @type {Entry | null} */ (entry); at !== null; at = at.parent) {
      const tile = tiles.get(at);
      if (tile !== undefined) {
        return tile;
      }
    }
    return undefined;
  }

  /** @param {MouseEvent} event */
  nodeAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    return [...this.nodes].reverse().find(node => x >= node.x0 && x < node.x1 && y >= node.y0 && y < node.y1);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const node = this.nodeAt(event);
    if (node === undefined) {
      return;
    }
    const { entry } = node.data;
    if (entry.isDirectory && entry !== this.state.open) {
      this.state.openDirectory(entry);
    } else {
      this.state.select(entry);
    }
  }

  /** @param {MouseEvent} event */
  hover(event) {
    const node = this.nodeAt(event);
    this.place.title = node === undefined ? '' : describe(this.state, node.data);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { state } = this;
    const at = state.selected;
    const action = {
      ArrowRight: () => this.step(1),
      ArrowLeft: () => this.step(-1),
      ArrowDown: () => this.into(at),
      ArrowUp: () => at !== state.open && at.parent !== null ? state.select(at.parent) : undefined,
      Enter: () => at.isDirectory ? state.openDirectory(at) : state.select(at),
      Backspace: () => state.open.parent === null ? undefined : state.openDirectory(state.open.parent),
      Escape: () => state.open.parent === null ? undefined : state.openDirectory(state.open.parent),
      Home: () => state.openDirectory(state.root),
      '/': () => byId('search').focus(),
    }[event.key];
    if (action !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      action();
    }
  }

  /** @param {number} by */
  step(by) {
    const { state } = this;
    const { parent } = state.selected;
    if (state.selected === state.open || parent === null) {
      this.into(state.open);
      return;
    }
    const siblings = this.bySize(parent);
    const next = siblings[siblings.indexOf(state.selected) + by];
    if (next !== undefined) {
      state.select(next);
    }
  }

  /** @param {Entry} entry */
  into(entry) {
    const [first] = this.bySize(entry);
    if (first !== undefined) {
      this.state.select(first);
    }
  }

  /** @param {Entry} directory */
  bySize(directory) {
    return [...directory.children].sort((a, b) => this.state.size(b) - this.state.size(a));
  }

  /** Opens another directory: its tile grows until it fills the map. */
  zoom() {
    const from = this.nodes.find(node => node.data.entry === this.state.open && node.data.small === 0);
    const isInto = from !== undefined && from !== this.nodes[0];
    this.opened = this.state.open;
    const picture = isInto && !matchMedia('(prefers-reduced-motion: reduce)').matches ? copyOf(this.canvas) : null;
    this.layOut();
    if (picture !== null && from !== undefined) {
      this.animate(picture, from);
    }
  }

  /**
   * @param {HTMLCanvasElement} before
   * @param {HierarchyNode<Tile>} from
   */
  animate(before, from) {
    const after = copyOf(this.canvas);
    const ratio = this.canvas.width / this.width;
    const began = performance.now();
    const opened = this.opened;
    const frame = (/** @type {number} */ now) => {
      const part = Math.min(1, Math.max(0, now - began) / ZOOM_MILLISECONDS);
      if (part === 1 || this.opened !== opened) {
        this.draw();
        return;
      }
      const drawing = context(this.canvas, this.width, this.height);
      drawing.drawImage(before, 0, 0, this.width, this.height);
      const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * part * (2 - part);
      drawing.drawImage(after, 0, 0, this.width * ratio, this.height * ratio, mix(from.x0, 0), mix(from.y0, 0),
        mix(from.x1 - from.x0, this.width), mix(from.y1 - from.y0, this.height));
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {HTMLCanvasElement}
 */
function copyOf(canvas) {
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  return copy;
}

/**
 * @param {CanvasRenderingContext2D} drawing
 * @param {HierarchyNode<Tile>} node
 */
function hatch(drawing, node) {
  drawing.save();
  drawing.beginPath();
  drawing.rect(node.x0, node.y0, node.x1 - node.x0, node.y1 - node.y0);
  drawing.clip();
  drawing.strokeStyle = 'rgba(255, 255, 255, 0.18)';
  drawing.beginPath();
  for (let x = node.x0 - (node.y1 - node.y0); x < node.x1; x += 7) {
    drawing.moveTo(x, node.y1);
    drawing.lineTo(x + node.y1 - node.y0, node.y0);
  }
  drawing.stroke();
  drawing.restore();
}

/**
 * @param {State} state
 * @param {Tile} tile
 * @returns {string}
 */
export function describe(state, tile) {
  const { entry, small } = tile;
  const value = small > 0 ? tile.value : state.size(entry);
  const amount = state.metric === 'count' ? count(value) + ' files' : size(value);
  const name = small > 0 ? plural(small, 'smaller entry', 'smaller entries') + ' in ' + entry.path : entry.path;
  return name + ', ' + amount + ', ' + share(value, state.size(state.root)) + ' of all';
}
