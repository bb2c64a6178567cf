// SPDX-License-Identifier: Apache-2.0
// Reads the columns that stand in the page: Base64 of raw Deflate of numbers and texts.

/** Reads the values of one column in order. */
export class ColumnReader {
  /** @param {Uint8Array} bytes the decompressed column */
  constructor(bytes) {
    this.bytes = bytes;
    this.position = 0;
    this.decoder = new TextDecoder();
  }

  /** @returns {boolean} whether a value is left */
  hasNext() {
    return this.position < this.bytes.length;
  }

  /** @returns {number} the next number, at least 0 */
  number() {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) {
        throw new Error('a column of the page ends early');
      }
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return value;
      }
      factor *= 128;
    }
  }

  /** @returns {number} the next number, which may be negative */
  signed() {
    const value = this.number();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** @returns {string} the next text */
  text() {
    const length = this.number();
    const start = this.position;
    this.position += length;
    return this.decoder.decode(this.bytes.subarray(start, this.position));
  }
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>}
 */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Unpacks all columns of the page, and drops their text.
 * @returns {Promise<(name: string) => ColumnReader>} gives a reader for each name; an empty one for an unknown name
 */
export async function readColumns() {
  const elements = [...document.querySelectorAll('script[data-column]')];
  /** @type {Map<string, Uint8Array>} */
  const columns = new Map();
  await Promise.all(elements.map(async element => {
    columns.set(element.getAttribute('data-column') ?? '', await inflate(bytesOf(element.textContent ?? '')));
    element.remove();
  }));
  return name => new ColumnReader(columns.get(name) ?? new Uint8Array(0));
}
