// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static dev.tfskit.check.DamagedVolume.after;
import static dev.tfskit.check.DamagedVolume.before;
import static dev.tfskit.check.SampleVolume.extent;
import static dev.tfskit.check.SampleVolume.tuple;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import dev.tfskit.value.walk.DeepCopy;
import java.util.List;

/** Volumes that can be read, but that Nanos refuses or stops at. */
final class BootFaults {

    private BootFaults() {}

    static List<DamagedVolume> all() {
        return List.of(
                before("a label of 32 bytes", s -> s.label("l".repeat(32)), "LABEL_TOO_LONG at 0"),
                after(
                        "one block in the middle of the free ones",
                        s -> s.set(s.extents("/empty"), "0", extent(2000, 1, 1)),
                        "NO_ROOM_FOR_LOG"),
                program("a program that is not there", Text.of("/bin/client")),
                program("a program that is a directory", Text.of("/docs")),
                program("a program that is a socket", Text.of("/server.sock")),
                program("a program below a file", Text.of("/docs/first/server")),
                program("a program that is a number", Int.of(5)),
                after(
                        "a program behind links that go round",
                        s -> {
                            s.set(s.root(), "program", Text.of("/latest"));
                            s.set(s.inode("/latest"), Attributes.LINK_TARGET, Text.of("docs/../latest"));
                        },
                        "PROGRAM_MISSING in the change"),
                after(
                        "a program at the end of a link that is longer than a path",
                        s -> {
                            s.set(
                                    s.inode("/latest"),
                                    Attributes.LINK_TARGET,
                                    Text.of("./".repeat(3000) + "bin/server"));
                            s.set(s.root(), "program", Text.of("/latest"));
                        },
                        "TARGET_IMPOSSIBLE /latest in the change"),
                after(
                        "a root volume that names no program",
                        VolumeRole.ROOT,
                        s -> s.remove(s.root(), Symbol.of("program")),
                        "PROGRAM_MISSING"),
                after(
                        "a raw image that names no program",
                        s -> s.remove(s.root(), Symbol.of("program")),
                        "PROGRAM_UNNAMED"),
                after(
                        "a program without an environment",
                        s -> s.remove(s.root(), Symbol.of("environment")),
                        "ENVIRONMENT_MISSING",
                        "TUPLES_UNREFERENCED"),
                after(
                        "an environment in one text",
                        s -> s.set(s.root(), "environment", Text.of("HOME=/")),
                        "ENVIRONMENT_MISSING in the change",
                        "TUPLES_UNREFERENCED"),
                after(
                        "a mount by the number of a disk",
                        s -> s.set(s.root().tuple(Symbol.of("mounts")).orElseThrow(), "%12", Text.of("/mnt/data")),
                        "MOUNT_BY_DISK_NUMBER in the change"),
                after(
                        "a mount by the lowest digit",
                        s -> s.set(s.root().tuple(Symbol.of("mounts")).orElseThrow(), "%0", Text.of("/mnt/data")),
                        "MOUNT_BY_DISK_NUMBER in the change"),
                after(
                        "a mount by the highest digit",
                        s -> s.set(s.root().tuple(Symbol.of("mounts")).orElseThrow(), "%9", Text.of("/mnt/data")),
                        "MOUNT_BY_DISK_NUMBER in the change"),
                before(
                        "arguments in one text",
                        s -> s.set(s.root(), "arguments", Text.of("server -v")),
                        "ARGUMENTS_INVALID in a record"),
                before(
                        "an argument that is a number",
                        s -> s.set(s.root(), "arguments", VectorValue.of(List.of(Text.of("x"), Int.of(1)))),
                        "ARGUMENTS_INVALID in a record"),
                mount("a mount on a file", Text.of("/docs/first")),
                mount("a mount on nothing", Text.of("/none")),
                mount("a mount on a path with a mark that is cut", Text.of("/mnt/data:r")),
                mount("a mount on a path with a mark that begins otherwise", Text.of("/mnt/data:xo")),
                mount("a mount on the root", Text.of("/")),
                mount("a mount on a number", Int.of(5)),
                before(
                        "mounts in one text",
                        s -> s.set(s.root(), "mounts", Text.of("data:/mnt/data")),
                        "MOUNT_POINT_INVALID in a record"),
                kernel("a file /dev/null", "dev", tuple("children", tuple("null", file())), "/dev/null"),
                kernel("a file /dev/urandom", "dev", tuple("children", tuple("urandom", file())), "/dev/urandom"),
                kernel("a file /dev", "dev", file(), "/dev"),
                kernel("a link /proc", "proc", tuple("linktarget", Text.of("docs")), "/proc"),
                kernel("a file /proc/meminfo", "proc", tuple("children", tuple("meminfo", file())), "/proc/meminfo"),
                kernel("a file /proc/self", "proc", tuple("children", tuple("self", file())), "/proc/self"),
                kernel(
                        "a file /proc/self/exe",
                        "proc",
                        tuple("children", tuple("self", tuple("children", tuple("exe", file())))),
                        "/proc/self/exe"),
                kernel(
                        "a link /sys/devices/system",
                        "sys",
                        tuple(
                                "children",
                                tuple(
                                        "devices",
                                        tuple("children", tuple("system", tuple("linktarget", Text.of("/")))))),
                        "/sys/devices/system"),
                kernel(
                        "a file /sys/devices/system/cpu/online",
                        "sys",
                        tuple(
                                "children",
                                tuple(
                                        "devices",
                                        tuple(
                                                "children",
                                                tuple(
                                                        "system",
                                                        tuple(
                                                                "children",
                                                                tuple(
                                                                        "cpu",
                                                                        tuple(
                                                                                "children",
                                                                                tuple("online", file())))))))),
                        "/sys/devices/system/cpu/online"),
                after("a boot volume without a kernel", VolumeRole.BOOT, s -> s.touch(), "KERNEL_MISSING"),
                after(
                        "a boot volume with a directory as its kernel",
                        VolumeRole.BOOT,
                        s -> s.set(s.entries("/"), "kernel", tuple("children", new Tuple())),
                        "KERNEL_MISSING"));
    }

    private static DamagedVolume program(String name, Value program) {
        return after(name, s -> s.set(s.root(), "program", program), "PROGRAM_MISSING in the change");
    }

    private static DamagedVolume mount(String name, Value point) {
        return after(
                name,
                s -> s.set(s.root().tuple(Symbol.of("mounts")).orElseThrow(), "other", point),
                "MOUNT_POINT_INVALID in the change");
    }

    private static DamagedVolume kernel(String name, String entry, Tuple inode, String path) {
        return after(
                name,
                s -> s.set(s.entries("/"), entry, new DeepCopy().of(inode)),
                "KERNEL_PATH_TAKEN " + path + " in a record");
    }

    private static Tuple file() {
        Tuple file = tuple("filelength", Int.of(0));
        file.set(Attributes.EXTENTS, new Tuple());
        return file;
    }
}
