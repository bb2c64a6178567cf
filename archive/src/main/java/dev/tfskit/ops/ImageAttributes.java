// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.json.Json;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.net.InetAddress;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns keys of a configuration into attributes of the root. */
final class ImageAttributes {

    /** The value of a flag that is set, as the kernel reads it. */
    private static final Text SET = Text.of("t");

    /** Names that are parts of a manifest; those of {@link Attributes#MANAGED} are parts of an image. */
    private static final Set<String> PARTS = Set.of("boot", "imagesize");

    /** Sorted, because the image holds the attributes of a second card in this order. */
    private static final Map<String, String> ADDRESSES = Collections.unmodifiableMap(new TreeMap<>(
            Map.of("IPAddress", "ipaddr", "NetMask", "netmask", "Gateway", "gateway", "IPv6Address", "ip6addr")));

    /** The length of an address of IPv6 that ends in one of IPv4. */
    private static final int MOST_ADDRESS_LENGTH = 45;

    /** Four numbers; the literals of Java also have fewer. A zero in front could mean an octal number. */
    private static final String IPV4 = "(?:(?:0|[1-9][0-9]{0,2})[.]){3}(?:0|[1-9][0-9]{0,2})";
    /** Without the name of an interface, which literals of Java may have. */
    private static final String IPV6 = "[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";

    private ImageAttributes() {}

    static Tuple of(CheckedObject keys, CheckedObject run, List<CheckedObject> nics) throws FileSystemException {
        Tuple root = new Tuple();
        if (keys.flag("RebootOnExit").orElse(false)) {
            root.set(Symbol.of("reboot_on_exit"), SET);
        }
        for (String flag : keys.allTexts("Debugflags")) {
            checkName(flag, keys, "Debugflags");
            root.set(Symbol.of(flag), SET);
        }
        List<Value> untraced = new ArrayList<>();
        keys.allTexts("NoTrace").forEach(call -> untraced.add(Text.of(call)));
        if (!untraced.isEmpty()) {
            root.set(Symbol.of("notrace"), VectorValue.of(untraced));
        }
        addMounts(keys, root);
        addAddresses(run, root);
        for (int i = 0; i < nics.size(); i++) {
            Tuple nic = i == 0 ? root : new Tuple();
            addAddresses(nics.get(i), nic);
            if (i > 0 && nic.size() > 0) {
                root.set(Symbol.of("en" + (i + 1)), nic);
            }
        }
        for (Map.Entry<String, Json> passed :
                keys.members("ManifestPassthrough").entrySet()) {
            checkName(passed.getKey(), keys, "ManifestPassthrough");
            value(passed.getValue()).ifPresent(value -> root.set(Symbol.of(passed.getKey()), value));
        }
        return root;
    }

    private static void checkName(String name, CheckedObject keys, String key) throws FileSystemException {
        if (name.isEmpty() || PARTS.contains(name) || Attributes.MANAGED.contains(Symbol.of(name))) {
            throw keys.problem(
                    key, key + " cannot set '" + name + "', which is not an attribute for the kernel; remove it");
        }
    }

    private static void addMounts(CheckedObject keys, Tuple root) {
        Tuple mounts = new Tuple();
        keys.textsByName("Mounts").forEach((volume, path) -> mounts.set(Symbol.of(volume), Text.of(path)));
        if (mounts.size() > 0) {
            root.set(RootAttributes.MOUNTS, mounts);
        }
    }

    private static void addAddresses(CheckedObject keys, Tuple attributes) throws FileSystemException {
        if (keys.text("IPAddress").isEmpty() && keys.text("IPv6Address").isEmpty()) {
            return;
        }
        for (Map.Entry<String, String> address : ADDRESSES.entrySet()) {
            Optional<String> text = keys.text(address.getKey());
            if (text.isPresent() && !isAddress(text.get())) {
                throw keys.problem(
                        address.getKey(),
                        address.getKey() + " is '" + text.get() + "'; an address is expected, such as 10.0.2.15");
            }
            text.ifPresent(value -> attributes.set(Symbol.of(address.getValue()), Text.of(value)));
        }
    }

    private static boolean isAddress(String text) {
        if (text.length() > MOST_ADDRESS_LENGTH || !text.matches(IPV4 + "|" + IPV6)) {
            return false;
        }
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The JSON reader limits the depth of a document, so this recursion ends. */
    private static Optional<Value> value(Json json) {
        if (json.isObject()) {
            Tuple tuple = new Tuple();
            for (String name : json.names()) {
                value(json.get(name)).ifPresent(value -> tuple.set(Symbol.of(name), value));
            }
            return Optional.of(tuple);
        }
        if (json.isList()) {
            List<Value> values = new ArrayList<>();
            json.elements().forEach(element -> value(element).ifPresent(values::add));
            return Optional.of(VectorValue.of(values));
        }
        if (json.flag().isPresent()) {
            return json.flag().get() ? Optional.of(SET) : Optional.empty();
        }
        return json.text().or(json::number).map(Text::of);
    }
}
