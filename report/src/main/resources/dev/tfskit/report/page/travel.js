// SPDX-License-Identifier: Apache-2.0
// Takes the tree back to an earlier record of the log, and forward again, change by change.

import { Entry, BLOCK_BYTES, addUp, find } from './model.js';

export const CREATE = 0;
export const REMOVE = 1;
const RENAME = 2;
const EXCHANGE = 3;
const LINK = 4;
export const LENGTH = 5;
const BLOCKS = 6;
const OTHER = 7;

/**
 * @typedef {object} LogEvent
 * @property {number} type
 * @property {string[]} path
 * @property {string[]} to
 * @property {number} kind
 * @property {number} before
 * @property {number} after
 * @property {string} words
 * @property {Entry | null} entry what the change has taken out of the tree, or brought in
 */

/**
 * @param {import('./model.js').Columns} columns
 * @returns {Map<number, LogEvent[]>} the events of the last records, by the number of the record
 */
export function readEvents(columns) {
  const records = columns('events.record');
  const types = columns('events.type');
  const paths = columns('events.path');
  const numbers = columns('events.number');
  const words = columns('events.words');
  /** @type {string[]} */
  let last = [];
  const readPath = () => {
    const shared = paths.number();
    const more = paths.number();
    last = [...last.slice(0, shared), ...Array.from({ length: more }, () => paths.text())];
    return last;
  };
  const events = new Map();
  while (records.hasNext()) {
    const record = records.number();
    events.set(record, Array.from({ length: records.number() }, () => {
      const type = types.number();
      const path = readPath();
      const to = type === RENAME || type === EXCHANGE || type === LINK ? readPath() : [];
      const hasSizes = type === CREATE || type === REMOVE || type === LENGTH || type === BLOCKS;
      return {
        type,
        path,
        to,
        kind: type === OTHER ? 0 : numbers.number(),
        before: hasSizes ? numbers.number() : 0,
        after: hasSizes ? numbers.number() : 0,
        words: type === OTHER ? words.text() : '',
        entry: null,
      };
    }));
  }
  return events;
}

/** The tree, and the record after which it is shown. */
export class Travel {
  /**
   * @param {Entry} root
   * @param {Map<number, LogEvent[]>} events
   * @param {number} first the record from which on all events are known
   * @param {number} records how many the log has
   */
  constructor(root, events, first, records) {
    this.root = root;
    this.events = events;
    this.last = records - 1;
    this.record = this.last;
    /** The earliest record after which the tree is known. */
    this.first = Math.min(this.last, Math.max(0, first - 1));
  }

  /** @param {number} record */
  to(record) {
    const target = Math.max(this.first, Math.min(this.last, record));
    while (this.record > target) {
      const events = this.events.get(this.record) ?? [];
      for (let i = events.length - 1; i >= 0; i--) {
        this.undo(events[i]);
      }
      this.record--;
    }
    while (this.record < target) {
      this.record++;
      this.events.get(this.record)?.forEach(event => this.redo(event));
    }
    addUp(this.root);
  }

  /** @param {LogEvent} event */
  undo(event) {
    switch (event.type) {
      case CREATE:
        event.entry = this.take(event.path);
        break;
      case REMOVE:
        this.put(event, event.path, event.before);
        break;
      case RENAME:
        this.move(event.to, event.path);
        break;
      case EXCHANGE:
        this.exchange(event);
        break;
      case LINK:
        event.entry = this.take(event.to);
        break;
      default:
        this.resize(event, event.before, event.after);
    }
  }

  /** @param {LogEvent} event */
  redo(event) {
    switch (event.type) {
      case CREATE:
        this.put(event, event.path, event.after);
        break;
      case REMOVE:
        event.entry = this.take(event.path);
        break;
      case RENAME:
        this.move(event.path, event.to);
        break;
      case EXCHANGE:
        this.exchange(event);
        break;
      case LINK:
        this.put(event, event.to, 0);
        break;
      default:
        this.resize(event, event.after, event.before);
    }
  }

  /** @param {string[]} path */
  take(path) {
    const entry = find(this.root, path);
    entry?.detach();
    return entry ?? null;
  }

  /**
   * Brings back what was taken, or an entry that the end of the log does not have. The blocks of such a file are not
   * known: they count as many as its length needs.
   * @param {LogEvent} event
   * @param {string[]} path
   * @param {number} length
   */
  put(event, path, length) {
    const parent = find(this.root, path.slice(0, -1));
    if (parent === undefined || path.length === 0) {
      return;
    }
    if (event.entry === null) {
      event.entry = new Entry(path[path.length - 1], event.kind);
      event.entry.length = length;
      event.entry.disk = Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES;
    }
    event.entry.name = path[path.length - 1];
    parent.attach(event.entry);
  }

  /**
   * @param {string[]} from
   * @param {string[]} to
   */
  move(from, to) {
    const entry = find(this.root, from);
    const parent = find(this.root, to.slice(0, -1));
    if (entry !== undefined && parent !== undefined) {
      entry.detach();
      entry.name = to[to.length - 1];
      parent.attach(entry);
    }
  }

  /** @param {LogEvent} event */
  exchange(event) {
    const first = find(this.root, event.path);
    const second = find(this.root, event.to);
    const firstParent = first?.parent;
    const secondParent = second?.parent;
    if (first && second && firstParent && secondParent) {
      first.detach();
      second.detach();
      [first.name, second.name] = [second.name, first.name];
      firstParent.attach(second);
      secondParent.attach(first);
    }
  }

  /**
   * @param {LogEvent} event
   * @param {number} now
   * @param {number} then
   */
  resize(event, now, then) {
    const entry = event.type === LENGTH || event.type === BLOCKS ? find(this.root, event.path) : undefined;
    if (entry === undefined) {
      return;
    }
    if (event.type === LENGTH) {
      entry.length = now;
    } else {
      entry.disk = Math.max(0, entry.disk + (now - then) * BLOCK_BYTES);
    }
  }
}
