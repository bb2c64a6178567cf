// SPDX-License-Identifier: Apache-2.0
/** The walk along a path, through symbolic links. */
package dev.tfskit.schema.walk;
