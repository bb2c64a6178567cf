// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** The purpose of a change that needs log space. */
enum ReservationPurpose {
    /** Adds or changes something; leaves the last free run of the log alone. */
    ADDING,
    /** Removes something, which must be possible on a full volume, too; may use the last free run. */
    REMOVING
}
