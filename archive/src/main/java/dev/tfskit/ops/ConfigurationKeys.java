// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of a configuration of {@code ops}. As in ops, the case of letters does not matter. */
final class ConfigurationKeys {

    /** The kind of value that a key takes. */
    enum Kind {
        TEXT("a string"),
        TEXTS("a list of strings"),
        /** None of them is empty. */
        NAMES("a list of strings"),
        TEXTS_BY_NAME("an object of strings"),
        FLAG("true or false"),
        ATTRIBUTES("an object"),
        OBJECT("an object"),
        OBJECTS("a list of objects");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        @Override
        public String toString() {
            return description;
        }
    }

    /** A key that concerns an image. */
    record Key(String name, Kind kind) {}

    /**
     * The keys that one object of a configuration may have.
     *
     * @param known the keys that concern an image, by their names in lower case
     * @param passedOver the keys of ops that concern something else, in lower case
     */
    record Level(Map<String, Key> known, Set<String> passedOver) {

        /** Returns the key with a name, if it concerns an image. */
        Optional<Key> key(String name) {
            return Optional.ofNullable(known.get(folded(name)));
        }

        /** Returns whether a key concerns something other than an image. */
        boolean passesOver(String name) {
            return passedOver.contains(folded(name));
        }
    }

    static final Level CONFIGURATION = level(
            Map.ofEntries(
                    Map.entry("Program", Kind.TEXT),
                    Map.entry("Args", Kind.TEXTS),
                    Map.entry("Env", Kind.TEXTS_BY_NAME),
                    Map.entry("Files", Kind.NAMES),
                    Map.entry("Dirs", Kind.NAMES),
                    Map.entry("MapDirs", Kind.TEXTS_BY_NAME),
                    Map.entry("Mounts", Kind.TEXTS_BY_NAME),
                    Map.entry("NameServers", Kind.NAMES),
                    Map.entry("TargetRoot", Kind.TEXT),
                    Map.entry("LocalFilesParentDirectory", Kind.TEXT),
                    Map.entry("Boot", Kind.TEXT),
                    Map.entry("UefiBoot", Kind.TEXT),
                    Map.entry("Uefi", Kind.FLAG),
                    Map.entry("Kernel", Kind.TEXT),
                    Map.entry("KlibDir", Kind.TEXT),
                    Map.entry("Klibs", Kind.NAMES),
                    Map.entry("BaseVolumeSz", Kind.TEXT),
                    Map.entry("RebootOnExit", Kind.FLAG),
                    Map.entry("Debugflags", Kind.TEXTS),
                    Map.entry("NoTrace", Kind.TEXTS),
                    Map.entry("DisableArgsCopy", Kind.FLAG),
                    Map.entry("TFSv4", Kind.FLAG),
                    Map.entry("NanosVersion", Kind.TEXT),
                    Map.entry("ManifestPassthrough", Kind.ATTRIBUTES),
                    Map.entry("RunConfig", Kind.OBJECT),
                    Map.entry("CloudConfig", Kind.OBJECT)),
            "BuildDir TargetConfig Force home NightlyBuild ProgramPath Version Language Description VolumesDir "
                    + "PackageBaseURL PackageManifestURL");

    static final Level RUN = level(
            Map.of(
                    "IPAddress", Kind.TEXT,
                    "IPv6Address", Kind.TEXT,
                    "Gateway", Kind.TEXT,
                    "NetMask", Kind.TEXT,
                    "Ports", Kind.TEXTS,
                    "Nics", Kind.OBJECTS,
                    "ImageName", Kind.TEXT),
            "Accel AtExit Bridged BridgeIPAddress BridgeName CanIPForward CPUs GPUs GPUType Debug GdbPort "
                    + "InstanceGroup InstanceName Kernel Memory Mgmt Vga Mounts AttachVolumeOnInstanceCreate "
                    + "Background BackgroundDetach QMP ShowDebug ShowErrors ShowWarnings JSON TapName UDPPorts "
                    + "Verbose VolumeSizeInGb ThreadsPerCore");

    static final Level NIC = level(
            Map.of(
                    "IPAddress", Kind.TEXT,
                    "IPv6Address", Kind.TEXT,
                    "Gateway", Kind.TEXT,
                    "NetMask", Kind.TEXT),
            "BridgeName");

    static final Level CLOUD = level(
            Map.of("ImageName", Kind.TEXT),
            "BucketName BucketNamespace ConfidentialVM DedicatedHostID DomainName StaticIP EnableIPv6 Flavor "
                    + "ImageType InstanceProfile KMS Platform ProjectID RootVolume SecurityGroup SkipImportVerify "
                    + "Spot Subnet Tags UserData VPC Zone");

    private ConfigurationKeys() {}

    private static Level level(Map<String, Kind> known, String passedOver) {
        Map<String, Key> keys = known.entrySet().stream()
                .map(entry -> new Key(entry.getKey(), entry.getValue()))
                .collect(Collectors.toUnmodifiableMap(key -> folded(key.name()), Function.identity()));
        return new Level(
                keys,
                Stream.of(passedOver.split(" ")).map(ConfigurationKeys::folded).collect(Collectors.toSet()));
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
