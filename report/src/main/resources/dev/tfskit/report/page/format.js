// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes and times in words.

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/**
 * @param {number} bytes
 * @returns {string} a size in a unit that suits it
 */
export function size(bytes) {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return (bytes < 0 ? '\u2212' : '') + value.toFixed(digits) + ' ' + UNITS[unit];
}

/**
 * @param {number} value
 * @returns {string} a whole number with its thousands apart
 */
export function count(value) {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/**
 * @param {number} part
 * @param {number} whole
 * @returns {string} a share in per cent
 */
export function share(part, whole) {
  if (whole === 0 || part === 0) {
    return '0 %';
  }
  const percent = 100 * part / whole;
  return percent < 0.1 ? '< 0.1 %' : percent.toFixed(percent < 10 ? 1 : 0) + ' %';
}

/**
 * @param {number} seconds seconds since 1970; 0 means unknown
 * @returns {string} day and minute in UTC
 */
export function time(seconds) {
  const date = new Date(seconds * 1000);
  return seconds === 0 || Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 16).replace('T', ' ');
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 * @returns {string} such as "1 file" and "2 files"
 */
export function plural(number, one, many) {
  return count(number) + ' ' + (number === 1 ? one : many);
}
