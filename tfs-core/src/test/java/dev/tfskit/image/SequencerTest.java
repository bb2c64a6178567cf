// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SequencerTest {

    private static final int TURNS = 100;

    private final Sequencer sequencer = new Sequencer();

    @Test
    void letsThreadsThroughInTheOrderOfTheirTurns() throws Exception {
        List<Long> passed = new ArrayList<>();
        List<Long> turns = new ArrayList<>(LongStream.range(0, TURNS).boxed().toList());
        Collections.reverse(turns);
        try (ExecutorService threads = Executors.newFixedThreadPool(TURNS)) {
            List<Future<?>> done = new ArrayList<>();
            for (long turn : turns) {
                done.add(threads.submit(() -> {
                    sequencer.pass(turn, () -> passed.add(turn), () -> {});
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertEquals(turns.reversed(), passed);
    }

    @Test
    void oneFailureIsTheFailureOfAllThatWait() throws Exception {
        IOException reason = new IOException("failed");
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> waiting = threads.submit(() -> {
                sequencer.pass(1, () -> {}, () -> {});
                return null;
            });
            sequencer.fail(reason);
            sequencer.fail(new IOException("too late"));
            assertSame(
                    reason, assertThrows(ExecutionException.class, waiting::get).getCause());
        }
        assertSame(reason, assertThrows(IOException.class, sequencer::throwFailure));
        assertSame(reason, assertThrows(IOException.class, () -> sequencer.pass(0, () -> {}, () -> {})));
    }

    @Test
    void throwFailureDoesNothingAfterATurnThatSucceeds() throws IOException {
        List<String> passed = new ArrayList<>();
        sequencer.pass(0, () -> passed.add("0"), () -> {});
        assertEquals(List.of("0"), passed);
        assertDoesNotThrow(sequencer::throwFailure);
    }

    @Test
    void interruptedThreadDoesNotWait() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> thrown.complete(assertThrows(IOException.class, () -> sequencer.pass(1, () -> {}, () -> {}))));
        thread.start();
        thread.interrupt();
        assertInstanceOf(InterruptedIOException.class, thrown.get(1, TimeUnit.MINUTES));
    }

    @Test
    void turnEndsWhenItsRemainderIsDone() throws Exception {
        CountDownLatch passed = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> passing = threads.submit(() -> {
                sequencer.pass(0, passed::countDown, () -> {
                    try {
                        mayEnd.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    order.add("rest");
                });
                return null;
            });
            passed.await();
            Future<?> waiting = threads.submit(() -> {
                sequencer.await(1);
                order.add("done");
                return null;
            });
            mayEnd.countDown();
            passing.get();
            waiting.get();
        }
        assertEquals(List.of("rest", "done"), order);
    }

    @Test
    void failedRestFailsItsWaiters() {
        IOException reason = new IOException("failed");
        assertSame(
                reason,
                assertThrows(
                        IOException.class,
                        () -> sequencer.pass(0, () -> {}, () -> {
                            throw reason;
                        })));
        assertSame(reason, assertThrows(IOException.class, () -> sequencer.await(1)));
    }

    @Test
    void stoppedSequencerLetsNoThreadPass() throws IOException {
        sequencer.pass(0, () -> {}, () -> {});
        sequencer.stop();
        assertThrows(IOException.class, () -> sequencer.pass(1, () -> fail("passed"), () -> {}));
    }
}
