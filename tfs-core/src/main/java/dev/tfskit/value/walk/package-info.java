// SPDX-License-Identifier: Apache-2.0
/** Walks over values that hold values, without recursion: copying and comparing them, and visiting each one. */
package dev.tfskit.value.walk;
