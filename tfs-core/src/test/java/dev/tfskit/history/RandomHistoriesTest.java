// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Few names and few inodes, so that everything happens to everything, one right behind the other. */
class RandomHistoriesTest {

    private static final List<Symbol> NAMES = List.of(Symbol.of("a"), Symbol.of("b"), Symbol.of("c"));
    private static final Symbol FIRST = Symbol.of("first");
    private static final Symbol SECOND = Symbol.of("second");

    /** A writer that does as it likes, in a directory that now and then is renamed and in the root. */
    private static final class Writer {
        private final WrittenLog log = new WrittenLog();
        private final List<Tuple> files = new ArrayList<>();
        private final Tuple directory = WrittenLog.directory();
        private final Random random;
        private boolean isFirst = true;

        Writer(Random random) throws IOException {
            this.random = random;
            log.set(log.entries(), "first", directory);
            files.add(WrittenLog.file());
        }

        void act() throws IOException {
            Tuple here = random.nextBoolean() ? log.entries() : WrittenLog.entries(directory);
            Symbol name = NAMES.get(random.nextInt(NAMES.size()));
            Symbol other = NAMES.get(random.nextInt(NAMES.size()));
            switch (random.nextInt(10)) {
                case 0, 1 -> set(here, name, file());
                case 2 -> remove(here, name);
                case 3 -> exchange(here, name, other);
                case 4, 5 -> rename(here, name, random.nextBoolean() ? here : log.entries(), other);
                case 6 -> renameAtOnce(here, name, other);
                case 7, 8 -> shuffle(here);
                default -> renameDirectory();
            }
        }

        private Tuple file() {
            if (random.nextBoolean()) {
                files.add(WrittenLog.file());
            }
            return files.get(random.nextInt(files.size()));
        }

        private void set(Tuple directory, Symbol name, Tuple inode) throws IOException {
            directory.set(name, inode);
            log.record(directory, name);
        }

        private void remove(Tuple directory, Symbol name) throws IOException {
            directory.remove(name);
            log.record(directory, name);
        }

        private void exchange(Tuple directory, Symbol name, Symbol other) throws IOException {
            Optional<Tuple> first = directory.tuple(name);
            Optional<Tuple> second = directory.tuple(other);
            if (first.isPresent() && second.isPresent() && !name.equals(other)) {
                set(directory, other, first.get());
                set(directory, name, second.get());
            }
        }

        private void rename(Tuple from, Symbol name, Tuple to, Symbol other) throws IOException {
            Optional<Tuple> inode = from.tuple(name);
            if (inode.isPresent() && !(from == to && name.equals(other))) {
                if (random.nextBoolean()) {
                    set(to, other, inode.get());
                    remove(from, name);
                } else {
                    remove(from, name);
                    set(to, other, inode.get());
                }
            }
        }

        private void renameAtOnce(Tuple directory, Symbol name, Symbol other) throws IOException {
            Optional<Tuple> inode = directory.tuple(name);
            if (inode.isPresent() && !name.equals(other)) {
                directory.remove(name);
                directory.set(other, inode.get());
                if (random.nextBoolean()) {
                    log.record(directory, name, other);
                } else {
                    log.record(directory, other, name);
                }
            }
        }

        /** Gives the names of a directory to other inodes, all in one record: old and new ones, and those of links. */
        private void shuffle(Tuple directory) throws IOException {
            List<Tuple> inodes = new ArrayList<>();
            NAMES.forEach(name -> directory.tuple(name).ifPresent(inodes::add));
            inodes.add(file());
            Collections.shuffle(inodes, random);
            List<Symbol> names = new ArrayList<>(NAMES);
            Collections.shuffle(names, random);
            List<Symbol> changed = new ArrayList<>();
            for (Symbol name : names) {
                Optional<Tuple> before = directory.tuple(name);
                Optional<Tuple> after = inodes.isEmpty() || random.nextInt(4) == 0
                        ? Optional.empty()
                        : Optional.of(inodes.removeLast());
                if (!before.equals(after)) {
                    after.ifPresentOrElse(inode -> directory.set(name, inode), () -> directory.remove(name));
                    changed.add(name);
                }
            }
            if (!changed.isEmpty()) {
                log.record(directory, changed.toArray(Symbol[]::new));
            }
        }

        private void renameDirectory() throws IOException {
            set(log.entries(), isFirst ? SECOND : FIRST, directory);
            remove(log.entries(), isFirst ? FIRST : SECOND);
            isFirst = !isFirst;
        }
    }

    @Test
    void historyAddsUpToTheTree() throws Exception {
        Seeds.repeat(60, random -> {
            Writer writer = new Writer(random);
            for (int i = 0; i < 60; i++) {
                writer.act();
            }
            assertTrue(HistoryAgreement.assertFollowsTree(writer.log.device()) > 0);
        });
    }
}
