// SPDX-License-Identifier: Apache-2.0
/**
 * Wrappers of a block device: a part of it, one that verifies writes, reports read errors as damage, tracks failures or
 * ignores {@code force}.
 */
package dev.tfskit.device.filter;
