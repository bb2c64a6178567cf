// SPDX-License-Identifier: Apache-2.0
// Tables that sort by their headings and show many rows step by step.

import { element } from './dom.js';
import { count } from './format.js';

const STEP = 100;

/**
 * @template T
 * @typedef {object} TableColumn
 * @property {string} title
 * @property {(row: T) => Node | string} cell
 * @property {(row: T) => number | string} [key] by what the column sorts
 * @property {boolean} [number] whether the cells are numbers
 */

/**
 * @template T
 * A table in an element of the page.
 */
export class Table {
  /**
   * @param {HTMLElement} place
   * @param {string} caption
   * @param {TableColumn<T>[]} columns
   * @param {number} sorted the column that sorts at first; -1 keeps the order of the rows
   * @param {string} empty what to say when there are no rows
   */
  constructor(place, caption, columns, sorted, empty) {
    this.place = place;
    this.caption = caption;
    this.columns = columns;
    this.sorted = sorted;
    this.descending = sorted >= 0 && columns[sorted].number === true;
    this.empty = empty;
    /** @type {T[]} */
    this.rows = [];
    this.shown = STEP;
  }

  /** @param {T[]} rows */
  show(rows) {
    this.rows = rows;
    this.shown = STEP;
    this.draw();
  }

  draw() {
    if (this.rows.length === 0) {
      this.place.replaceChildren(element('p', { class: 'hint' }, this.empty));
      return;
    }
    const key = this.sorted >= 0 ? this.columns[this.sorted].key : undefined;
    const rows = key === undefined ? this.rows : sortedBy(this.rows, key, this.descending);
    const body = element('tbody', {}, ...rows.slice(0, this.shown).map(row => this.row(row)));
    const table = element('table', {}, element('caption', { class: 'hidden' }, this.caption),
      element('thead', {}, element('tr', {}, ...this.columns.map((column, i) => this.heading(column, i)))), body);
    this.place.replaceChildren(table);
    if (rows.length > this.shown) {
      const more = element('button', { type: 'button', class: 'more' },
        'Show more of ' + count(rows.length) + ' rows');
      more.addEventListener('click', () => {
        const first = this.shown;
        this.shown += STEP;
        this.draw();
        const next = this.place.querySelectorAll('tbody tr')[first];
        /** @type {HTMLElement | null} */ (next?.querySelector('button'))?.focus();
      });
      this.place.append(more);
    }
  }

  /** @param {T} row */
  row(row) {
    return element('tr', {}, ...this.columns.map(column =>
      element('td', column.number ? { class: 'number' } : {}, column.cell(row))));
  }

  /**
   * @param {TableColumn<T>} column
   * @param {number} index
   */
  heading(column, index) {
    /** @type {Record<string, string>} */
    const attributes = { scope: 'col' };
    if (column.number) {
      attributes.class = 'number';
    }
    if (column.key === undefined) {
      return element('th', attributes, column.title);
    }
    const isSorted = index === this.sorted;
    attributes['aria-sort'] = !isSorted ? 'none' : this.descending ? 'descending' : 'ascending';
    const mark = !isSorted ? '' : this.descending ? ' \u25be' : ' \u25b4';
    const button = element('button', { type: 'button', class: 'heading' }, column.title + mark);
    button.addEventListener('click', () => {
      this.descending = isSorted ? !this.descending : column.number === true;
      this.sorted = index;
      this.draw();
      /** @type {HTMLElement | undefined} */
      (/** @type {unknown} */ (this.place.querySelectorAll('th')[index].querySelector('button')))?.focus();
    });
    return element('th', attributes, button);
  }
}

/**
 * @template T
 * @param {T[]} rows
 * @param {(row: T) => number | string} key
 * @param {boolean} descending
 * @returns {T[]}
 */
function sortedBy(rows, key, descending) {
  const keyed = rows.map(row => ({ row, key: key(row) }));
  keyed.sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  if (descending) {
    keyed.reverse();
  }
  return keyed.map(each => each.row);
}
