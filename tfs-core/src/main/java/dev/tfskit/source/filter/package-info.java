// SPDX-License-Identifier: Apache-2.0
/** What changes the entries of a source or leaves some out. */
package dev.tfskit.source.filter;
