// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process, as {@code /proc} shows it to this user. It can end at any time.
 *
 * @param directory its directory below {@code /proc}
 */
record HostProcess(Path directory) {

    /** The directory of all processes. */
    static final Path ALL = Path.of("/proc");

    /**
     * The helper through which a JVM starts programs. For a moment it inherits the open files of the JVM, so it is not
     * a user of them.
     */
    private static final String BEING_STARTED = " (jspawnhelper)";

    /** Returns the processes; none on hosts other than Linux. */
    static List<HostProcess> all() {
        List<HostProcess> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(ALL, "[0-9]*")) {
            directories.forEach(directory -> found.add(new HostProcess(directory)));
        } catch (IOException | DirectoryIteratorException notLinux) {
            return found;
        }
        return found;
    }

    /** Returns the open descriptors of the process; those read so far when it ends meanwhile or hides them. */
    List<OpenDescriptor> descriptors() {
        List<OpenDescriptor> found = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(directory.resolve("fd"))) {
            links.forEach(link -> found.add(new OpenDescriptor(this, link)));
        } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
            return found;
        }
        return found;
    }

    boolean isThisOne() {
        return directory
                .getFileName()
                .toString()
                .equals(Long.toString(ProcessHandle.current().pid()));
    }

    boolean isBeingStarted() {
        return name().equals(BEING_STARTED);
    }

    private String name() {
        try {
            return " (" + Files.readString(directory.resolve("comm")).strip() + ")";
        } catch (IOException gone) {
            return "";
        }
    }

    /** Returns the words for a message, such as {@code process 12 (java)}. */
    @Override
    public String toString() {
        return "process " + directory.getFileName() + name();
    }
}
