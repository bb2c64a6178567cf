// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/**
 * A file that is open, in a volume and in its model.
 *
 * @param model the file in the model
 * @param open the file in the volume
 */
record ModelHandle(ModelFile model, OpenFile open) {}
