// SPDX-License-Identifier: Apache-2.0
// The tree and the volume as objects.

/** @typedef {(name: string) => import('./columns.js').ColumnReader} Columns */

export const BLOCK_BYTES = 512;
export const KINDS = [
  'directory', 'file', 'symbolic link', 'socket', 'fifo', 'damaged entry', 'smaller entries', 'character device',
  'block device',
];
export const DIRECTORY = 0;
export const FILE = 1;
export const REST = 6;
export const CATEGORIES = ['program', 'library', 'configuration', 'log', 'data'];
export const DATA = 4;

/** An entry of the tree. Sizes are in bytes. */
export class Entry {
  /**
   * @param {string} name
   * @param {number} kind
   */
  constructor(name, kind) {
    this.name = name;
    this.kind = kind;
    /** @type {Entry | null} */
    this.parent = null;
    /** @type {Entry[]} */
    this.children = [];
    /** @type {Map<string, Entry> | null} */
    this.byName = null;
    this.category = DATA;
    this.length = 0;
    /** Bytes on disk. */
    this.disk = 0;
    this.modified = 0;
    /** @type {number[]} Start, used blocks and unused blocks of each run, three numbers in a row. */
    this.runs = NO_RUNS;
    /** @type {Entry[] | null} All names of the same file, if it has several. */
    this.names = null;
    this.target = '';
    /** How many entries this one sums up. */
    this.rest = 0;
    /** @type {Entry[] | null} The files with the same content, this one among them. */
    this.copies = null;
    /** How it differs from the other image. */
    this.change = '';
    /** The category with the most bytes below a directory. */
    this.mainCategory = DATA;
    // Of everything below and of itself:
    this.totalDisk = 0;
    this.totalLength = 0;
    this.totalCount = 0;
  }

  get isDirectory() {
    return this.kind === DIRECTORY;
  }

  /** @returns {string} */
  get title() {
    return this.kind === REST ? this.rest.toLocaleString('en') + ' smaller entries' : this.name;
  }

  /** @returns {string} */
  get path() {
    if (this.parent === null) {
      return '/';
    }
    const names = [];
    for (let at = /** @type {Entry} */ (this); at.parent !== null; at = at.parent) {
      names.push(at.title);
    }
    return '/' + names.reverse().join('/');
  }

  /**
   * @param {string} name
   * @returns {Entry | undefined}
   */
  child(name) {
    if (this.byName === null) {
      this.byName = new Map(this.children.map(child => [child.name, child]));
    }
    return this.byName.get(name);
  }

  /** @param {Entry} child */
  attach(child) {
    child.parent = this;
    this.children.push(child);
    this.byName?.set(child.name, child);
  }

  detach() {
    const parent = this.parent;
    if (parent !== null) {
      parent.children.splice(parent.children.indexOf(this), 1);
      parent.byName?.delete(this.name);
      this.parent = null;
    }
  }
}

/** @type {number[]} */
const NO_RUNS = [];

/**
 * @param {Columns} columns
 * @returns {Entry[]} all entries, the root first and each directory before its entries
 */
export function readTree(columns) {
  const parents = columns('tree.parent');
  const names = columns('tree.name');
  const kinds = columns('tree.kind');
  const modified = columns('tree.modified');
  const categories = columns('tree.category');
  const lengths = columns('tree.length');
  const extents = columns('tree.extents');
  /** @type {Entry[]} */
  const entries = [];
  while (names.hasNext()) {
    const row = entries.length;
    const entry = new Entry(names.text(), kinds.number());
    const parent = entries[row - parents.number()];
    entry.modified = modified.signed();
    entry.category = categories.number();
    entry.length = lengths.number();
    readRuns(entry, extents);
    if (parent !== undefined) {
      entry.parent = parent;
      parent.children.push(entry);
    }
    entries.push(entry);
  }
  for (const further = columns('tree.names'); further.hasNext();) {
    const entry = entries[further.number()];
    const first = entries[further.number()];
    first.names = first.names ?? [first];
    first.names.push(entry);
    entry.names = first.names;
  }
  for (const targets = columns('tree.target'); targets.hasNext();) {
    entries[targets.number()].target = targets.text();
  }
  for (const rests = columns('tree.rest'); rests.hasNext();) {
    entries[rests.number()].rest = rests.number();
  }
  for (const groups = columns('duplicates'); groups.hasNext();) {
    const group = Array.from({ length: groups.number() }, () => entries[groups.number()]);
    group.forEach(entry => { entry.copies = group; });
  }
  return entries;
}

/**
 * @param {Entry} entry
 * @param {import('./columns.js').ColumnReader} extents
 */
function readRuns(entry, extents) {
  const runs = extents.number();
  if (runs === 0) {
    return;
  }
  entry.runs = new Array(3 * runs);
  let end = 0;
  for (let i = 0; i < 3 * runs; i += 3) {
    const start = end + extents.signed();
    const used = extents.number();
    const unused = extents.number();
    entry.runs[i] = start;
    entry.runs[i + 1] = used;
    entry.runs[i + 2] = unused;
    end = start + used + unused;
    entry.disk += (used + unused) * BLOCK_BYTES;
  }
}

/**
 * Adds up what is below each directory.
 * @param {Entry} root
 */
export function addUp(root) {
  const order = [root];
  for (let i = 0; i < order.length; i++) {
    for (const child of order[i].children) {
      order.push(child);
    }
  }
  /** @type {Map<Entry, number[]>} */
  const amounts = new Map();
  for (let i = order.length - 1; i >= 0; i--) {
    const entry = order[i];
    const own = amounts.get(entry) ?? CATEGORIES.map(() => 0);
    amounts.delete(entry);
    own[entry.category] += entry.disk;
    entry.mainCategory = own.indexOf(Math.max(...own));
    if (entry.parent !== null) {
      const sums = amounts.get(entry.parent) ?? CATEGORIES.map(() => 0);
      own.forEach((amount, category) => { sums[category] += amount; });
      amounts.set(entry.parent, sums);
    }
    entry.totalDisk = entry.disk;
    entry.totalLength = isFurtherName(entry) ? 0 : entry.length;
    entry.totalCount = entry.kind === REST ? entry.rest : entry.kind === FILE && !isFurtherName(entry) ? 1 : 0;
    for (const child of entry.children) {
      entry.totalDisk += child.totalDisk;
      entry.totalLength += child.totalLength;
      entry.totalCount += child.totalCount;
    }
  }
}

/** @param {Entry} entry */
function isFurtherName(entry) {
  return entry.names !== null && entry.names[0] !== entry;
}

/**
 * @param {Entry} root
 * @param {string[]} names
 * @returns {Entry | undefined}
 */
export function find(root, names) {
  /** @type {Entry | undefined} */
  let at = root;
  for (const name of names) {
    at = at?.child(name);
  }
  return at;
}

/**
 * @param {Entry} root
 * @param {string} path as the columns of differences and findings have it; only a whole one begins with a slash
 * @returns {Entry | undefined}
 */
export function findPath(root, path) {
  // A quoted name may hold a slash only inside its quotes, and no name holds one.
  return path.startsWith('/') ? find(root, path.split('/').filter(name => name !== '')) : undefined;
}

/**
 * @param {Columns} columns
 * @returns {Map<string, string>}
 */
export function readFacts(columns) {
  const facts = new Map();
  for (const reader = columns('facts'); reader.hasNext();) {
    facts.set(reader.text(), reader.text());
  }
  return facts;
}
