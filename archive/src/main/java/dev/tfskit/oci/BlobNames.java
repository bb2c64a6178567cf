// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

/** Names the files of a container image: one directory layout, which gives each blob a path made of its digest. */
interface BlobNames {

    /** The names in an OCI image layout. */
    BlobNames LAYOUT = new BlobNames() {
        @Override
        public String manifest(Digest digest) {
            return blob(digest);
        }

        @Override
        public String blob(Digest digest) {
            return "blobs/" + digest.algorithm() + "/" + digest.hex();
        }
    };

    /** The names in a directory that skopeo has written. */
    BlobNames SKOPEO = new BlobNames() {
        @Override
        public String manifest(Digest digest) {
            return digest.hex() + ".manifest.json";
        }

        @Override
        public String blob(Digest digest) {
            return digest.hex();
        }
    };

    /** Returns the path of a manifest or an index. */
    String manifest(Digest digest);

    /** Returns the path of a configuration or a layer. */
    String blob(Digest digest);
}
