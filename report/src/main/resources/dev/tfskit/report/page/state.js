// SPDX-License-Identifier: Apache-2.0
// What the parts of the page share: the tree, the chosen entry, the open directory, and how the map is coloured.

import { Entry } from './model.js';

/** @typedef {'select' | 'open' | 'look' | 'tree'} Topic */

/** The state of the page. Parts listen to the topics that they show. */
export class State {
  /** @param {Entry} root */
  constructor(root) {
    this.root = root;
    /** The directory in the picture. */
    this.open = root;
    this.selected = root;
    /** @type {'disk' | 'length' | 'count'} */
    this.metric = 'disk';
    /** @type {string} */
    this.colour = 'kind';
    this.query = '';
    /** @type {Set<Entry> | null} the entries that the search found */
    this.found = null;
    /** @type {Map<Topic, (() => void)[]>} */
    this.listeners = new Map();
  }

  /**
   * @param {Topic} topic
   * @param {() => void} listener
   */
  on(topic, listener) {
    this.listeners.set(topic, [...this.listeners.get(topic) ?? [], listener]);
  }

  /** @param {Topic} topic */
  tell(topic) {
    this.listeners.get(topic)?.forEach(listener => listener());
  }

  /** @param {Entry} entry */
  select(entry) {
    this.selected = entry;
    this.tell('select');
  }

  /** @param {Entry} directory */
  openDirectory(directory) {
    this.open = directory;
    this.selected = directory;
    this.tell('open');
    this.tell('select');
  }

  /**
   * Chooses an entry and opens its directory.
   * @param {Entry} entry
   */
  goTo(entry) {
    this.open = entry.isDirectory ? entry : entry.parent ?? this.root;
    this.selected = entry;
    this.tell('open');
    this.tell('select');
  }

  /**
   * @param {Entry} entry
   * @returns {number} the size that the map shows
   */
  size(entry) {
    return this.metric === 'disk' ? entry.totalDisk : this.metric === 'length' ? entry.totalLength : entry.totalCount;
  }
}
