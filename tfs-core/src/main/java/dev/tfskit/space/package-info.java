// SPDX-License-Identifier: Apache-2.0
/** Who owns which block of a volume. Knows nothing of files. Start at {@link dev.tfskit.space.FreeSpace}. */
package dev.tfskit.space;
