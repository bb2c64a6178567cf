// SPDX-License-Identifier: Apache-2.0
/** What a disk boots from: built with a new disk, or replaced on a disk that exists. */
package dev.tfskit.image.boot;
