// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.tar.ExtendedHeader;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The extended attributes of an entry, collected from its PAX records. Star and GNU tar write one form of such records,
 * libarchive another. The label of SELinux has a record of its own in GNU tar.
 */
final class ExtendedAttributes {

    private static final String STAR = ExtendedHeader.EXTENDED_ATTRIBUTE;
    private static final String LIBARCHIVE = "LIBARCHIVE.xattr.";
    /** The keyword of GNU tar for the label of SELinux, with which {@code --selinux} stores it. */
    private static final String SELINUX_LABEL = "RHT.security.selinux";

    private static final Symbol SELINUX_ATTRIBUTE = Symbol.of("security.selinux");
    private static final String ACCESS_LIST = "SCHILY.acl.";
    private static final String ACCESS_LIST_ATTRIBUTE = "system.";
    /** The largest value in bytes that Linux allows. */
    private static final int MOST_BYTES = 64 << 10;

    private static final int HEX = 16;

    private final Map<Symbol, Text> values = new TreeMap<>();
    private final List<String> losses = new ArrayList<>();
    private boolean hasAccessList;

    private ExtendedAttributes() {}

    /**
     * Collects the extended attributes of an entry.
     *
     * @param header the records of the entry
     * @param path the path of the entry in messages
     * @throws NumberFormatException when one is malformed
     */
    static ExtendedAttributes of(ExtendedHeader header, TreePath path) {
        ExtendedAttributes found = new ExtendedAttributes();
        // When an archive has several forms, the form of star counts: its value needs no decoding.
        header.startingWith(LIBARCHIVE).forEach((keyword, value) -> {
            Symbol name = decodePercent(keyword.substring(LIBARCHIVE.length()), true);
            found.add(name, decodeBase64(value, name, path));
        });
        header.bytes(SELINUX_LABEL).ifPresent(label -> found.add(SELINUX_ATTRIBUTE, withNul(label)));
        header.startingWith(STAR)
                .forEach((keyword, value) -> found.add(decodePercent(keyword.substring(STAR.length()), false), value));
        found.hasAccessList |=
                header.startingWith(ACCESS_LIST).values().stream().anyMatch(value -> value.length > 0);
        return found;
    }

    Map<Symbol, Text> values() {
        return values;
    }

    /** Returns what TFS cannot hold, a sentence about the entry for each attribute. */
    List<String> losses() {
        return losses;
    }

    boolean hasAccessList() {
        return hasAccessList;
    }

    /** The attribute has a NUL at the end of the label. GNU tar leaves it out of the record, and adds it again. */
    private static byte[] withNul(byte[] label) {
        return label[label.length - 1] == 0 ? label : Arrays.copyOf(label, label.length + 1);
    }

    private void add(Symbol name, byte[] value) {
        if (name.decode().startsWith(ACCESS_LIST_ATTRIBUTE)) {
            hasAccessList = true;
        } else if (!Attributes.isExtended(name) || name.length() > Limits.NAME_BYTES || name.contains('\0')) {
            losses.add("its extended attribute " + shown(name) + " is left out: TFS cannot store such a name");
        } else if (value.length > MOST_BYTES) {
            losses.add("its extended attribute " + name + " of " + value.length + " bytes is left out: at most "
                    + MOST_BYTES + " are possible");
        } else {
            values.put(name, Text.wrap(value));
        }
    }

    /** GNU tar encodes only the two characters that the record cannot hold; libarchive may encode any. */
    private static Symbol decodePercent(String text, boolean any) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            String escape = text.substring(at, Math.min(text.length(), at + 3));
            if (escape.equals("%25") || escape.equals("%3D") || any && escape.matches("%[0-9A-Fa-f]{2}")) {
                bytes.write(Integer.parseInt(escape.substring(1), HEX));
                at += escape.length();
            } else {
                bytes.write(text.charAt(at));
                at++;
            }
        }
        return Symbol.wrap(bytes.toByteArray());
    }

    private static byte[] decodeBase64(byte[] value, Symbol name, TreePath path) {
        try {
            return Base64.getDecoder().decode(new String(value, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new NumberFormatException("a malformed extended attribute, " + shown(name) + " of " + path);
        }
    }

    private static String shown(Symbol name) {
        return name.length() == 0 ? "with an empty name" : name.toString();
    }
}
