// SPDX-License-Identifier: Apache-2.0
/** Trees in which single files are looked up by path before an image is built. */
package dev.tfskit.source.lookup;
