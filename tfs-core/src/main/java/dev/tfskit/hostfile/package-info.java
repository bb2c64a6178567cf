// SPDX-License-Identifier: Apache-2.0
/** Image files on the host: locks, who else uses one, and output that appears whole or not at all. */
package dev.tfskit.hostfile;
