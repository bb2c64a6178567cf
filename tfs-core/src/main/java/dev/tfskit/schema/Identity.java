// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import java.util.UUID;

/**
 * The label and the UUID of a volume. The volume stores both in the header at the start of its log.
 *
 * @param uuid the 16 bytes in the order in which the volume stores them
 * @param label the name of the volume, for people
 */
public record Identity(UUID uuid, Label label) {}
