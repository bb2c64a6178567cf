package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.NoSpaceException;
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

/** One who works in a part of a volume, and does the same in a model of it. */
final class ModelSession {

    private static final int REMEMBERED_LINES = 60;

    private final ModelClock clock;
    private final ModelDirectory top;
    private final List<ModelHandle> handles = new ArrayList<>();
    private final Map<ModelInode, Inode> views = new IdentityHashMap<>();
    private final Deque<ModelInode> gone = new ArrayDeque<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private WritableVolume volume;
    private long refusedForSpace;
    private boolean usesGone;

    /** A session in an empty directory. */
    ModelSession(final WritableVolume volume, final Directory top, final ModelClock clock) {
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

    /** Whether something was perhaps changed that nobody can reach any more, since the volume was opened. */
    boolean usesGone() {
        return usesGone;
    }

    List<String> trace() {
        return List.copyOf(trace);
    }

    void note(final String line) {
        trace.add(line);
        if (trace.size() > REMEMBERED_LINES) {
            trace.remove();
        }
    }

    Instant next() {
        return clock.next();
    }

    Inode view(final ModelInode inode) {
        return views.get(inode);
    }

    void pair(final ModelInode model, final Inode view) {
        views.put(model, view);
    }

    /** Keeps something that was removed in mind, for those who come too late. */
    void keepGone(final ModelInode inode) {
        if (inode.isGone()) {
            gone.add(inode);
            if (gone.size() > 4) {
                gone.remove();
            }
        }
    }

    /** All that has a name, in no particular order; the first is the top. */
    List<ModelInode> all() {
        final List<ModelInode> found = new ArrayList<>(List.of(top));
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i) instanceof ModelDirectory directory) {
                directory.children().values().stream().filter(child -> !found.contains(child)).forEach(found::add);
            }
        }
        return found;
    }

    /** Any inode, sometimes one that is gone. */
    ModelInode anyInode(final Random random) {
        final boolean isGone = !gone.isEmpty() && random.nextInt(25) == 0;
        usesGone |= isGone;
        final List<ModelInode> from = isGone ? List.copyOf(gone) : all();
        return from.get(random.nextInt(from.size()));
    }

    ModelDirectory anyDirectory(final Random random) {
        final List<ModelDirectory> from = new ArrayList<>();
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
    static Symbol nameIn(final ModelDirectory directory, final Random random) {
        final List<Symbol> names = List.copyOf(directory.children().keySet());
        return names.isEmpty() || random.nextInt(12) == 0 ? ModelNames.any(random) : names.get(random.nextInt(names.size()));
    }

    /** What must be true after an operation. */
    @FunctionalInterface
    interface Match<M, A> {
        void check(M expected, A actual) throws IOException;
    }

    /**
     * Does the same in the volume and in the model, and compares how it ended. Nothing happens in the model when the volume has no room.
     *
     * @param mayLackSpace whether it may be refused for lack of space
     */
    <M, A> void same(final String what, final boolean mayLackSpace, final ModelOutcome.Call<A> inVolume,
            final ModelOutcome.Call<M> inModel, final Match<M, A> match) throws IOException {
        final ModelOutcome<A> actual = ModelOutcome.of(inVolume);
        note(what + ": " + actual.refusalName());
        if (actual.refusal().isPresent() && actual.refusal().get() instanceof NoSpaceException lack) {
            assertTrue(mayLackSpace, () -> what + " must always be possible, but " + lack.getMessage());
            refusedForSpace++;
            return;
        }
        final ModelOutcome<M> expected = ModelOutcome.of(inModel);
        if (!expected.refusalName().equals(actual.refusalName())) {
            throw new AssertionError(what + ": " + expected.refusalName() + " was expected", actual.refusal().orElse(null));
        }
        if (expected.value().isPresent()) {
            match.check(expected.value().get(), actual.value().orElseThrow());
        }
    }

    /** As the other one, of something that has no result. */
    <M> void same(final String what, final boolean mayLackSpace, final ModelOutcome.Action inVolume, final ModelOutcome.Call<M> inModel)
            throws IOException {
        same(what, mayLackSpace, () -> {
            inVolume.call();
            return true;
        }, inModel, (_, _) -> { });
    }

    void closeHandles() throws IOException {
        for (final ModelHandle handle : handles) {
            handle.open().close();
        }
        handles.clear();
    }

    /** Goes on with the same tree in a volume that was opened again. */
    void continueIn(final WritableVolume opened, final Directory newTop) throws IOException {
        volume = opened;
        handles.clear();
        gone.clear();
        usesGone = false;
        views.clear();
        views.put(top, newTop);
        top.forgetStatusChange();
        meet(top, newTop);
    }

    private void meet(final ModelDirectory model, final Directory directory) throws IOException {
        for (final Map.Entry<Symbol, ModelInode> child : model.children().entrySet()) {
            final Inode view = directory.find(child.getKey()).orElseThrow();
            views.put(child.getValue(), view);
            child.getValue().forgetStatusChange();
            if (child.getValue() instanceof ModelDirectory below) {
                meet(below, (Directory) view);
            }
        }
    }
}
