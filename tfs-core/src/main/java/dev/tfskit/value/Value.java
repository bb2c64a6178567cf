// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

/**
 * A value that an attribute can hold (docs/format.md, section 2.3). The null value of the format, which removes an
 * attribute, is not a value here: an attribute is either set to one of these or absent.
 */
public sealed interface Value permits Composite, Text, Int, Flag {}
