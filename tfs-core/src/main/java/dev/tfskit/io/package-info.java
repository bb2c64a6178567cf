// SPDX-License-Identifier: Apache-2.0
/** Shared basics: byte ranges, functional interfaces that may throw {@code IOException}, the handover of resources. */
package dev.tfskit.io;
