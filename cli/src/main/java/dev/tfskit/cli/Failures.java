// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** Turns exceptions into error messages and exit codes. {@link Tool#explain} comes before its rules. */
final class Failures {

    /** The most causes that are followed, because causes can form a circle. */
    private static final int MOST_CAUSES = 20;

    /** The JDK adds it to the text of the host for links that lead in a circle. */
    private static final String REMARK_ON_LOOPS = " or unable to access attributes of symbolic link";

    /**
     * The beginning of the message when no thread can be started. The JVM throws the error for lack of memory then, but
     * the cause is mostly a limit.
     */
    private static final String NO_THREAD = "unable to create native thread";

    private final Tool tool;

    Failures(Tool tool) {
        this.tool = Objects.requireNonNull(tool);
    }

    Failure of(Throwable problem) {
        return lack(problem)
                .map(Failures::resources)
                .or(() -> tool.explain(problem))
                .orElseGet(() -> general(problem));
    }

    /**
     * Returns the lack of memory or threads that is a problem, or its cause: the lack can make a volume fail or an
     * archive unreadable.
     */
    private static Optional<OutOfMemoryError> lack(Throwable problem) {
        @Nullable Throwable cause = problem;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof OutOfMemoryError lack) {
                return Optional.of(lack);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Failure resources(OutOfMemoryError lack) {
        return Messages.reasonOf(lack).startsWith(NO_THREAD)
                ? Failure.of(
                        "",
                        "no more threads can be started",
                        "check the limit of processes: ulimit -u, --pids-limit of a container, TasksMax of a service")
                : Failure.of("", "needs more memory", memoryRemedy());
    }

    // No switch over types here and in file(): the JVM would spin a class for it at run time, which no AOT
    // cache holds and which takes longer than all else that an error line needs.
    private Failure general(Throwable problem) {
        if (problem instanceof UsageException) {
            return usage("", Messages.reasonOf(problem));
        }
        if (problem instanceof ParameterException e) {
            return arguments(e);
        }
        if (problem instanceof ToolFailedException e) {
            return e.failure();
        }
        if (problem instanceof OutputException) {
            return system("standard output", Messages.reasonOf(problem));
        }
        if (problem instanceof UncheckedIOException e) {
            return of(Objects.requireNonNull(e.getCause()));
        }
        if (problem instanceof FileSystemException e) {
            return file(e);
        }
        if (problem instanceof IOException) {
            return system("", Messages.reasonOf(problem));
        }
        return Failure.of("", "internal error: " + problem, "run it again with --debug and report what it prints");
    }

    private Failure usage(String subject, String problem) {
        return new Failure(ExitCode.USAGE, subject, problem, "try '" + tool.name() + " --help'");
    }

    private Failure arguments(ParameterException e) {
        // A mistyped option comes first: picocli would report a missing operand instead.
        for (String unknown : e.getCommandLine().getUnmatchedArguments()) {
            if (!unknown.startsWith("-")) {
                return usage("'" + unknown + "'", "one argument too many");
            }
            String suggestion = OptionSuggestion.of(e.getCommandLine().getCommandSpec(), unknown)
                    .map(option -> ", did you mean " + option + "?")
                    .orElse("");
            return usage("'" + unknown + "'", "unknown option" + suggestion);
        }
        String text = Messages.reasonOf(e);
        int end = text.indexOf('\n');
        return usage(
                "",
                (end < 0 ? text : text.substring(0, end))
                        .replaceFirst("(: '[0-9]{10,}') is not an? (int|long)$", "$1 is too large")
                        .replaceFirst(" is not an? (int|long)$", " is not a number"));
    }

    private static Failure file(FileSystemException e) {
        String subject = Objects.requireNonNullElse(e.getFile(), "");
        if (e.getOtherFile() != null) {
            subject = subject.isEmpty() ? e.getOtherFile() : subject + " -> " + e.getOtherFile();
        }
        if (e.getReason() != null) {
            // A reason is better than the type of the exception.
            return system(subject, e.getReason().replace(REMARK_ON_LOOPS, ""));
        }
        if (e instanceof NoSuchFileException) {
            return Failure.of(subject, "no such file or directory", "check the name");
        }
        if (e instanceof AccessDeniedException) {
            return Failure.of(subject, "permission denied", "check its owner and mode, and those of its directory");
        }
        if (e instanceof NotDirectoryException) {
            return Failure.of(subject, "not a directory", "name a directory");
        }
        if (e instanceof FileAlreadyExistsException) {
            return Failure.of(subject, "exists already", "choose another name or remove it first");
        }
        if (e instanceof DirectoryNotEmptyException) {
            return Failure.of(subject, "directory is not empty", "choose another one or empty it first");
        }
        if (e instanceof FileSystemLoopException) {
            return Failure.of(subject, "symbolic links go round in a circle", "remove one of them");
        }
        return system(subject, null);
    }

    /** Returns the failure for an error with nothing but the reason of the host. */
    private static Failure system(String subject, @Nullable String reasonOrNull) {
        String reason = Objects.requireNonNullElse(reasonOrNull, "input or output failed");
        return Failure.of(
                subject, reason, HostError.of(reason).map(Failures::remedy).orElse(""));
    }

    private static String remedy(HostError error) {
        return switch (error) {
            case NOT_PERMITTED -> "check that it is neither read-only nor immutable, and that you may do this";
            case NO_SPACE, QUOTA_EXCEEDED -> "free some space or choose another place";
            case READ_ONLY -> "choose another place";
            case IS_A_DIRECTORY -> "name a file";
            case NOT_A_DIRECTORY -> "check the directories in the name";
            case NAME_TOO_LONG -> "choose a shorter name";
            case FILE_TOO_LARGE -> "choose a file system or a limit (ulimit -f) that allows it";
            case TOO_MANY_OPEN_FILES -> "raise the limit with ulimit -n";
            case TOO_MANY_LINKS -> "check where the links lead";
            case TEXT_FILE_BUSY, BUSY -> "stop what uses it, then try again";
            case INPUT_OUTPUT -> "the disk or its connection may be failing: see the system log";
            case BAD_DESCRIPTOR -> "it is closed: open it, or send it to /dev/null";
            case INVALID_ARGUMENT, ILLEGAL_SEEK -> "name a regular file or a block device, on a local file system";
            case NOT_SUPPORTED, STALE -> "choose a place on a local file system";
            case BROKEN_PIPE, NOT_CONNECTED, NO_DATA, RANGE -> "";
        };
    }

    private static String memoryRemedy() {
        long heapMegabytes = Runtime.getRuntime().maxMemory() >> 20;
        return "it may use " + heapMegabytes + " MB now: set TFS_JAVA_OPTS=-Xmx" + 2 * heapMegabytes
                + "m for twice as much";
    }
}
