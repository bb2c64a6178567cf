// SPDX-License-Identifier: Apache-2.0
/** Image files on the host: locks, detection of other users, and output files that appear complete or not at all. */
package dev.tfskit.hostfile;
