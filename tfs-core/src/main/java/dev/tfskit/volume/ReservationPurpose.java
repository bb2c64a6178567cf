// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** Why a change needs room in the log. */
enum ReservationPurpose {
    /** Something is added or changed; the last run that the log can grow into stays untouched. */
    ADDING,
    /** Something is removed, which must be possible on a full volume too. */
    REMOVING
}
