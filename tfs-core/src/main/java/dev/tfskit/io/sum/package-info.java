// SPDX-License-Identifier: Apache-2.0
/** SHA-2 digests of files, and sums of lengths that cannot overflow. */
package dev.tfskit.io.sum;
