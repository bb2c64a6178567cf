// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import java.util.UUID;

/**
 * The label and the UUID of a volume, from the header of the first extension.
 *
 * @param uuid 16 bytes in stored order
 * @param label the name for people
 */
public record Identity(UUID uuid, Label label) {}
