// SPDX-License-Identifier: Apache-2.0
/** What goes into an image: entries, directories of the host, a volume, excludes and adjustments. */
package dev.tfskit.source;
