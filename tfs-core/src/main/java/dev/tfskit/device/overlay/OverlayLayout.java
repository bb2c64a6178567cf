// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.overlay;

/**
 * Where the parts of an overlay file are (docs/format.md, section 11): the header, a bit for each page of the image,
 * and the pages. Immutable.
 *
 * @param imageBytes the size of the image in bytes, at least 1
 */
record OverlayLayout(long imageBytes) {

    /** The size of a page in bytes, except that the last page of an image may be shorter. */
    static final int PAGE_BYTES = 4096;

    /** The most pages of an image: there is an index for each. */
    static final long MOST_PAGES = Integer.MAX_VALUE - Long.SIZE;

    /** Returns whether an image can have an overlay. */
    boolean isPossible() {
        return Math.ceilDiv(imageBytes, (long) PAGE_BYTES) <= MOST_PAGES;
    }

    /** Returns the number of pages of the image. */
    int pages() {
        return Math.toIntExact(Math.ceilDiv(imageBytes, (long) PAGE_BYTES));
    }

    /** Returns the offset of the bits in the file, in bytes. */
    long mapOffset() {
        return PAGE_BYTES;
    }

    /** Returns how many bytes hold the bits, with the padding to whole pages. */
    long mapBytes() {
        return Math.ceilDiv(Math.ceilDiv(pages(), Byte.SIZE), PAGE_BYTES) * (long) PAGE_BYTES;
    }

    /**
     * Returns the offset in the overlay file of the byte at an offset of the image; the file holds the byte only if its
     * page was changed.
     */
    long fileOffset(long imageOffset) {
        return mapOffset() + mapBytes() + imageOffset;
    }

    /** Returns the size of the file in bytes. */
    long fileBytes() {
        return fileOffset(imageBytes);
    }
}
