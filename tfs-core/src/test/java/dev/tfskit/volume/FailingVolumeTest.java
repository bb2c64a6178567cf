// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.FailingDevice;
import dev.tfskit.device.Fault;
import dev.tfskit.device.Fault.Operation;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.SparseImage;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls of a device fail, each in turn: no call reports success after a failure, and what was durable stays. The system
 * property {@code tfs.calls} sets how many of a kind are tried about.
 */
@Tag("slow")
class FailingVolumeTest {

    private static final long BYTES = 2 << 20;
    private static final int CALLS = Integer.getInteger("tfs.calls", 20);
    private static final Sampling FEW = new Sampling(4, 1, 1);

    /** One run of the same operations. */
    private static final class Run {
        private final List<FailingDevice> devices = new ArrayList<>();
        private final Story story;
        private final RandomSteps steps;

        Run(SparseImage start) throws IOException {
            story = Story.of(
                    start,
                    recording -> {
                        devices.add(new FailingDevice(recording, recording::giveUpUnforced));
                        return devices.getFirst();
                    },
                    false);
            steps = new RandomSteps(story, story.journal(), new Random(5), 4000);
        }

        void all() throws IOException {
            RegularFile file = story.journal().create("file", 1000);
            for (int i = 0; i < 2; i++) {
                steps.take(25);
                fillLog(file);
                story.land(story.volume()::compact);
            }
            int blocks = (int) story.volume().statistics().freeBlocks() - 10;
            story.journal().allocate(file, 1 << 20, 512 * blocks, SizeChange.KEEP);
            for (int i = 0; i < 4; i++) {
                fillLog(file);
            }
            story.commit();
        }

        private void fillLog(RegularFile file) throws IOException {
            for (int j = 0; j < 6; j++) {
                Text value = Text.of(Integer.toString(j).repeat(90_000));
                story.journal().step(() -> file.setExtendedAttribute(Symbol.of("user.big"), value));
                story.journal().append(file, 100);
                story.journal().sync(file, SyncScope.DATA);
            }
        }

        long count(Operation operation) {
            return devices.getFirst().count(operation);
        }

        /** Returns the exception that an operation throws when calls fail. */
        Optional<IOException> withFault(Fault fault) {
            devices.getFirst().arm(fault);
            try {
                all();
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(e);
            }
        }

        VolumeFailedException refusal() {
            return assertThrows(
                    VolumeFailedException.class, () -> story.volume().root().createFile(Symbol.of("more")));
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void durableChangesSurviveOneFailure(Operation operation) throws IOException {
        checkCalls(operation, call -> Fault.once(call, operation).afterBlocks(1));
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void durableChangesSurviveLastingFailure(Operation operation) throws IOException {
        checkCalls(operation, call -> Fault.from(call, operation));
    }

    private static void checkCalls(Operation operation, LongFunction<Fault> faults) throws IOException {
        SparseImage start = Story.empty(BYTES);
        Run sound = new Run(start);
        sound.all();
        long calls = sound.count(operation);
        assertTrue(calls > 4);
        for (long call = 0; call < calls; call += Math.max(1, calls / CALLS)) {
            check(new Run(start), faults.apply(call));
        }
    }

    /** The host tells such a failure once, and then a flush succeeds that does not cover what was lost. */
    @Test
    void failedFlushDuringCommitLosesNothing() throws IOException {
        List<FailingDevice> failing = new ArrayList<>();
        List<InterruptedDevice> interrupted = new ArrayList<>();
        Story story = Story.of(
                Story.empty(BYTES),
                recording -> {
                    failing.add(new FailingDevice(recording, recording::giveUpUnforced));
                    interrupted.add(new InterruptedDevice(failing.getFirst()));
                    return interrupted.getFirst();
                },
                false);
        RegularFile file = story.journal().create("a", 1000);
        story.commit();
        story.journal().create("b", 1000);
        story.journal().write(file, 0, 1000);
        failing.getFirst().arm(Fault.once(0, Operation.FORCE));
        interrupted
                .getFirst()
                .atNextForce(() -> assertThrows(
                        VolumeFailedException.class, () -> story.journal().sync(file, SyncScope.DATA)));
        assertThrows(VolumeFailedException.class, story::commit);
        story.checkEnd(Sampling.of(1));
    }

    private static void check(Run run, Fault fault) throws IOException {
        Optional<IOException> failure = run.withFault(fault);
        if (failure.isEmpty()) {
            // Only of what the test itself read it has not been told; and who cannot grow may have room elsewhere.
            assertTrue(Set.of(Operation.READ, Operation.RESIZE).containsAll(fault.operations()));
            return;
        }
        if (fault.operations().contains(Operation.RESIZE)) {
            assertInstanceOf(NoSpaceException.class, failure.get());
        } else {
            assertTrue(
                    failure.get().getMessage().contains("as the test wants"),
                    failure.get().getMessage());
        }
        boolean isBroken =
                fault.operations().stream().anyMatch(each -> each == Operation.WRITE || each == Operation.FORCE);
        if (isBroken) {
            assertInstanceOf(VolumeFailedException.class, failure.get(), fault.toString());
            int position = run.story.device().position();
            String message = run.refusal().getMessage();
            assertEquals(failure.get().getMessage(), message);
            assertEquals(
                    message,
                    assertThrows(VolumeFailedException.class, run.story.volume()::commit)
                            .getMessage());
            assertEquals(
                    message,
                    assertThrows(VolumeFailedException.class, run.story.volume()::compact)
                            .getMessage());
            assertEquals(position, run.story.device().position());
        } else if (!fault.lasting()) {
            run.devices.getFirst().arm(Fault.none());
            run.story.commit();
        }
        run.story.checkEnd(FEW);
    }
}
