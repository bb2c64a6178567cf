// SPDX-License-Identifier: Apache-2.0
/** Sources unpacked into a temporary volume, so that files can be looked up in them. */
package dev.tfskit.image.unpack;
