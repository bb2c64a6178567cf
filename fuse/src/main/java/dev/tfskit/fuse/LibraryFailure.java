// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import com.kenai.jffi.internal.StubLoader;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.message.Messages;
import java.util.Optional;
import java.util.regex.Pattern;

/** Explains why this process can call no function of C: jffi, which calls them, has a library in machine code. */
final class LibraryFailure {

    private static final Pattern EXCEPTION = Pattern.compile("^(?:Caused by: )?(?:[\\w.]+(?:Error|Exception): )+");

    private LibraryFailure() {}

    /**
     * Returns the failure for the user, with the error as its cause.
     *
     * @param error what the loader of jffi or of libc threw; each attempt of a process throws another one
     */
    static ToolFailedException of(LinkageError error) {
        ToolFailedException failure = Optional.ofNullable(StubLoader.getFailureCause())
                .map(LibraryFailure::ofJffi)
                .orElseGet(() -> ofLibC(error));
        failure.initCause(error);
        return failure;
    }

    private static ToolFailedException ofJffi(Throwable failed) {
        if (!isMadeForThisMachine()) {
            return new ToolFailedException(
                    "jffi",
                    "has no native library for " + StubLoader.getPlatformName(),
                    "use tfs-mkfs and tfs-dump, which need none");
        }
        return new ToolFailedException(
                "jffi",
                "its native library cannot be loaded: " + innermostReason(failed),
                "set TFS_JAVA_OPTS=-Djffi.extract.dir=DIRECTORY, with a directory from which programs may run");
    }

    private static boolean isMadeForThisMachine() {
        String library = System.mapLibraryName("jffi-" + StubLoader.VERSION_MAJOR + "." + StubLoader.VERSION_MINOR);
        return StubLoader.class.getResource("/jni/" + StubLoader.getPlatformName() + "/" + library) != null;
    }

    private static ToolFailedException ofLibC(LinkageError error) {
        // The lines behind the first list where the library was looked for.
        String reason = Messages.reasonOf(error).lines().findFirst().orElse("");
        return new ToolFailedException(
                "", "libc cannot be loaded: " + reason, "use tfs-mkfs and tfs-dump, which work without it");
    }

    /** The message of jffi is a stack trace of many lines, in which the first causes come last. */
    private static String innermostReason(Throwable failed) {
        return Messages.reasonOf(failed)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("\t"))
                .reduce((_, inner) -> inner)
                .map(line -> Messages.inSentence(EXCEPTION.matcher(line).replaceFirst("")))
                .orElse("");
    }
}
