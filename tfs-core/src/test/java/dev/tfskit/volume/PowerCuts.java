// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a volume that is repeated, in effect, with a power cut at each moment: the test gets a {@link Story} and
 * changes its volume, and when the test has succeeded, the disks that cuts can leave are checked.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PowerCutsExtension.class)
@interface PowerCuts {

    /** The size of the volume, which is empty at first. */
    int mebibytes();
}
