// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A form in which container images are stored in files, such as the OCI image layout. */
interface ImageForm {

    /**
     * Lists the images.
     *
     * @return empty when the files do not have this form
     * @throws IOException when the files have this form and are damaged, or cannot be read
     */
    Optional<List<NamedImage>> images() throws IOException;
}
