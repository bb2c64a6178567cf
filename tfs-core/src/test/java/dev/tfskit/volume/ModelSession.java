// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes a part of a volume, and a model of it in the same way. */
final class ModelSession {

    private static final int REMEMBERED_LINES = 60;

    private final ModelClock clock;
    private final ModelComparison comparison = new ModelComparison();
    private final ModelDirectory top;
    private final List<ModelHandle> handles = new ArrayList<>();
    private final Map<ModelInode, Inode> views = new IdentityHashMap<>();
    private final Deque<ModelInode> gone = new ArrayDeque<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private WritableVolume volume;
    private long refusedForSpace;
    private boolean usesGone;

    /** A session in an empty directory. */
    ModelSession(WritableVolume volume, Directory top, ModelClock clock) {
        this.volume = volume;
        this.clock = clock;
        this.top = new ModelDirectory(top.permissions(), top.modified());
        views.put(this.top, top);
    }

    WritableVolume volume() {
        return volume;
    }

    ModelDirectory top() {
        return top;
    }

    List<ModelHandle> handles() {
        return handles;
    }

    long refusedForSpace() {
        return refusedForSpace;
    }

    /** Whether an unreachable file may have changed since the volume was opened. */
    boolean usesGone() {
        return usesGone;
    }

    List<String> trace() {
        return List.copyOf(trace);
    }

    void note(String line) {
        trace.add(line);
        if (trace.size() > REMEMBERED_LINES) {
            trace.remove();
        }
    }

    Instant next() {
        return clock.next();
    }

    Inode view(ModelInode inode) {
        return views.get(inode);
    }

    void pair(ModelInode model, Inode view) {
        views.put(model, view);
    }

    /** Remembers a removed inode, for later steps that use it by mistake. */
    void keepGone(ModelInode inode) {
        if (inode.isGone()) {
            gone.add(inode);
            if (gone.size() > 4) {
                gone.remove();
            }
        }
    }

    /** All that has a name, in no particular order; the first is the top. */
    List<ModelInode> all() {
        List<ModelInode> found = new ArrayList<>(List.of(top));
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i) instanceof ModelDirectory directory) {
                directory.children().values().stream()
                        .filter(child -> !found.contains(child))
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** Any inode, sometimes one that is gone. */
    ModelInode anyInode(Random random) {
        boolean isGone = !gone.isEmpty() && random.nextInt(25) == 0;
        usesGone |= isGone;
        List<ModelInode> from = isGone ? List.copyOf(gone) : all();
        return from.get(random.nextInt(from.size()));
    }

    ModelDirectory anyDirectory(Random random) {
        List<ModelDirectory> from = new ArrayList<>();
        all().forEach(inode -> {
            if (inode instanceof ModelDirectory directory) {
                from.add(directory);
            }
        });
        if (random.nextInt(25) == 0) {
            gone.forEach(inode -> {
                if (inode instanceof ModelDirectory directory) {
                    from.add(directory);
                }
            });
        }
        return from.get(random.nextInt(from.size()));
    }

    /** A name that the directory has, if it has any. */
    static Symbol nameIn(ModelDirectory directory, Random random) {
        List<Symbol> names = List.copyOf(directory.children().keySet());
        return names.isEmpty() || random.nextInt(12) == 0
                ? ModelNames.any(random)
                : names.get(random.nextInt(names.size()));
    }

    /** What must be true after an operation. */
    @FunctionalInterface
    interface Match<M, A> {
        void check(M expected, A actual) throws IOException;
    }

    /**
     * Does the same in the volume and in the model, and compares the outcomes. Where the volume has no room, nothing of
     * it may have changed.
     *
     * @param mayLackSpace whether it may be refused for lack of space
     */
    <M, A> void same(
            String what, boolean mayLackSpace, IoSupplier<A> inVolume, IoSupplier<M> inModel, Match<M, A> match)
            throws IOException {
        ModelOutcome<A> actual = ModelOutcome.of(inVolume);
        note(what + ": " + actual.refusalName());
        if (actual.refusal().isPresent() && actual.refusal().get() instanceof NoSpaceException lack) {
            assertTrue(mayLackSpace, () -> what + " must always be possible, but " + lack.getMessage());
            refusedForSpace++;
            checkUnchangedBy(what);
            return;
        }
        ModelOutcome<M> expected = ModelOutcome.of(inModel);
        if (!expected.refusalName().equals(actual.refusalName())) {
            throw new AssertionError(
                    what + ": " + expected.refusalName() + " was expected",
                    actual.refusal().orElse(null));
        }
        if (expected.value().isPresent()) {
            match.check(expected.value().get(), actual.value().orElseThrow());
        }
    }

    private void checkUnchangedBy(String refused) throws IOException {
        try {
            comparison.compare(this);
        } catch (AssertionError change) {
            throw new AssertionError(refused + " found no room and has changed something", change);
        }
    }

    /** Does the same with an operation that has no result. */
    <M> void same(String what, boolean mayLackSpace, IoRunnable inVolume, IoSupplier<M> inModel) throws IOException {
        same(
                what,
                mayLackSpace,
                () -> {
                    inVolume.run();
                    return true;
                },
                inModel,
                (_, _) -> {});
    }

    void closeHandles() throws IOException {
        for (ModelHandle handle : handles) {
            handle.open().close();
        }
        handles.clear();
    }

    /** Goes on with the same tree in a volume that was opened again. */
    void continueIn(WritableVolume opened, Directory newTop) throws IOException {
        volume = opened;
        handles.clear();
        gone.clear();
        usesGone = false;
        views.clear();
        views.put(top, newTop);
        top.forgetStatusChange();
        meet(top, newTop);
    }

    private void meet(ModelDirectory model, Directory directory) throws IOException {
        for (Map.Entry<Symbol, ModelInode> child : model.children().entrySet()) {
            Inode view = directory.find(child.getKey()).orElseThrow();
            views.put(child.getValue(), view);
            child.getValue().forgetStatusChange();
            if (child.getValue() instanceof ModelDirectory below) {
                meet(below, (Directory) view);
            }
        }
    }
}
