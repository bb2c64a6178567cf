// SPDX-License-Identifier: Apache-2.0
/** Volumes as sources. Start at {@link dev.tfskit.source.tfs.VolumeSource}. */
package dev.tfskit.source.tfs;
