// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the holder of each tuple, the name under which it holds the tuple, and the role of the tuple. A tuple holds
 * those that are values of its attributes. Several tuples can hold an inode, one for each of its names. A tuple without
 * a holder keeps its last one. The tables are by dictionary number and take a few words of memory for each tuple. Not
 * thread-safe.
 */
final class TupleLocations {

    /**
     * The most names in a path that is followed. No host can use longer ones, and building them for each change of a
     * hostile log would take hours.
     */
    private static final int MOST_NAMES = 2048;

    private static final int ROOT = 1;

    private Tuple[] holders = new Tuple[1024];
    private Symbol[] names = new Symbol[1024];
    private TupleRole[] roles = new TupleRole[1024];
    private final BitSet held = new BitSet();
    /** The names of inodes with several names, except the one in the tables. */
    private final Map<Integer, SequencedSet<AttributeKey>> others = new HashMap<>();

    /** The known paths of directories; the keys are the tuples with their entries. */
    private Map<Tuple, DirectoryPath> paths = new HashMap<>();

    /** The path of a directory, if known, the number of names in it, and whether it leads to the directory now. */
    private record DirectoryPath(@Nullable TreePath path, int depth, boolean present) {
        static final DirectoryPath UNKNOWN = new DirectoryPath(null, 0, false);
    }

    TupleLocations() {
        Arrays.fill(roles, TupleRole.UNKNOWN);
        roles[ROOT] = TupleRole.INODE;
        held.set(ROOT);
    }

    static boolean isRoot(Tuple tuple) {
        return tuple.number() == ROOT;
    }

    /** Returns the role of a tuple. It is unknown while the holder, or the last one, is outside the tree. */
    TupleRole role(Tuple tuple) {
        boolean isOutside = holder(tuple)
                .filter(each -> assignedRole(each) == TupleRole.UNKNOWN)
                .isPresent();
        return isOutside ? TupleRole.UNKNOWN : assignedRole(tuple);
    }

    /** Returns the role that a tuple got when it came into the tree. */
    private TupleRole assignedRole(Tuple tuple) {
        return tuple.number() < roles.length ? roles[tuple.number()] : TupleRole.UNKNOWN;
    }

    /** Returns whether a tuple holds this one now. */
    boolean isHeld(Tuple tuple) {
        return held.get(tuple.number());
    }

    /** Returns whether a tuple holds this one now or did so before. */
    boolean wasHeld(Tuple tuple) {
        return tuple.number() < holders.length && holders[tuple.number()] != null || isRoot(tuple);
    }

    /** Returns the tuple that holds this one, or held it last. */
    Optional<Tuple> holder(Tuple tuple) {
        return wasHeld(tuple) ? Optional.ofNullable(holders[tuple.number()]) : Optional.empty();
    }

    /** Returns the name under which a tuple is or was held. */
    Symbol name(Tuple tuple) {
        return names[tuple.number()];
    }

    /**
     * Notes that a tuple is now held by another one under a name. A tuple that already has a role in the tree keeps it,
     * unless this is another name of an inode. A tuple never loses its assigned role, because finding the roles of all
     * tuples in it again would take as long as they are many.
     */
    void attach(Tuple holder, Symbol name, Tuple tuple) {
        TupleRole role = assignedRole(holder).ofMember(name);
        int number = tuple.number();
        if (isRoot(tuple) || role != TupleRole.INODE && (isInTree(tuple) || assignedRole(tuple) == TupleRole.INODE)) {
            return;
        }
        makeRoom(number);
        if (wasHeld(tuple)) {
            forgetPathsThrough(tuple);
        }
        if (role == TupleRole.INODE
                && assignedRole(tuple) == TupleRole.INODE
                && held.get(number)
                && !isAt(number, holder, name)) {
            others.computeIfAbsent(number, _ -> new LinkedHashSet<>())
                    .addFirst(new AttributeKey(holders[number], names[number]));
        }
        holders[number] = holder;
        names[number] = name;
        held.set(number);
        if (role == TupleRole.UNKNOWN) {
            return;
        }
        if (roles[number] == TupleRole.UNKNOWN && tuple.size() > 0) {
            adopt(tuple, role);
        }
        roles[number] = role;
    }

    /** Returns whether a tuple with a role holds this one now. */
    private boolean isInTree(Tuple tuple) {
        return isHeld(tuple)
                && holder(tuple)
                        .filter(each -> assignedRole(each) != TupleRole.UNKNOWN)
                        .isPresent();
    }

    /** Notes that a tuple is no longer held by another one under a name. */
    void detach(Tuple holder, Symbol name, Tuple tuple) {
        int number = tuple.number();
        if (isRoot(tuple) || !wasHeld(tuple)) {
            return;
        }
        forgetPathsThrough(tuple);
        Optional<SequencedSet<AttributeKey>> more = Optional.ofNullable(others.get(number));
        if (!isAt(number, holder, name)) {
            more.ifPresent(set -> set.remove(new AttributeKey(holder, name)));
        } else if (more.isPresent()) {
            putAt(number, more.get().removeFirst());
        } else {
            held.clear(number);
        }
        more.filter(SequencedSet::isEmpty).ifPresent(_ -> others.remove(number));
    }

    /** Makes the first of several names of an inode its current one again. */
    void preferFirst(Tuple inode) {
        Optional<SequencedSet<AttributeKey>> more = Optional.ofNullable(others.get(inode.number()));
        if (more.isPresent()) {
            forgetPathsThrough(inode);
            AttributeKey latest = new AttributeKey(holders[inode.number()], names[inode.number()]);
            putAt(inode.number(), more.get().removeFirst());
            more.get().addLast(latest);
        }
    }

    /**
     * Returns the current or last location of an inode. Of several names it is the latest, unless the first is
     * preferred.
     */
    ChangeLocation location(Tuple inode) {
        if (isRoot(inode)) {
            return new ChangeLocation(ROOT, Optional.of(TreePath.ROOT), true);
        }
        Optional<Tuple> children = directoryOf(inode);
        return children.isEmpty()
                ? new ChangeLocation(inode.number(), Optional.empty(), false)
                : location(children.get(), name(inode), inode, isHeld(inode));
    }

    /** Returns the location of an inode that a directory holds, or is about to hold, under a name. */
    ChangeLocation entry(Tuple children, Symbol name, Tuple inode) {
        return location(children, name, inode, true);
    }

    private ChangeLocation location(Tuple children, Symbol name, Tuple inode, boolean present) {
        DirectoryPath directory = directoryPath(children);
        return new ChangeLocation(
                inode.number(),
                Optional.ofNullable(directory.path).map(path -> path.child(name)),
                present && directory.present);
    }

    /** Returns the entries in which an inode is or was. */
    private Optional<Tuple> directoryOf(Tuple inode) {
        return role(inode) == TupleRole.INODE
                ? holder(inode).filter(children -> role(children) == TupleRole.CHILDREN)
                : Optional.empty();
    }

    /** Returns the path to the entries of a directory: goes up to a known directory, and down again. */
    private DirectoryPath directoryPath(Tuple children) {
        Deque<Tuple> unknown = new ArrayDeque<>();
        Optional<Tuple> at = Optional.of(children);
        while (at.isPresent() && !paths.containsKey(at.get())) {
            if (unknown.size() == MOST_NAMES) {
                paths.put(children, DirectoryPath.UNKNOWN);
                return DirectoryPath.UNKNOWN;
            }
            unknown.push(at.get());
            at = directoryOf(holder(at.get()).orElseThrow());
        }
        DirectoryPath path = at.map(paths::get).orElse(DirectoryPath.UNKNOWN);
        for (Tuple next : unknown) {
            path = directoryPath(next, path);
            paths.put(next, path);
        }
        return path;
    }

    private DirectoryPath directoryPath(Tuple children, DirectoryPath up) {
        Tuple directory = holder(children).orElseThrow();
        if (isRoot(directory)) {
            return new DirectoryPath(TreePath.ROOT, 0, isHeld(children));
        }
        return new DirectoryPath(
                up.path == null || up.depth == MOST_NAMES ? null : up.path.child(name(directory)),
                up.depth + 1,
                up.present && isHeld(directory) && isHeld(children));
    }

    /** Drops the paths that lead through a moved tuple. */
    private void forgetPathsThrough(Tuple tuple) {
        if (assignedRole(tuple) == TupleRole.CHILDREN || tuple.has(Attributes.CHILDREN)) {
            paths = new HashMap<>();
        }
    }

    /** Assigns a role to a tuple without one, and to the tuples in it. */
    private void adopt(Tuple top, TupleRole topRole) {
        roles[top.number()] = topRole;
        paths = new HashMap<>();
        Deque<Tuple> waiting = new ArrayDeque<>();
        waiting.push(top);
        while (!waiting.isEmpty()) {
            Tuple tuple = waiting.pop();
            for (int i = 0; i < tuple.size(); i++) {
                Symbol name = tuple.nameAt(i);
                Value value = tuple.valueAt(i);
                if (value instanceof Tuple inner
                        && assignedRole(inner) == TupleRole.UNKNOWN
                        && !name.equals(Attributes.PARENT)) {
                    makeRoom(inner.number());
                    roles[inner.number()] = assignedRole(tuple).ofMember(name);
                    waiting.push(inner);
                }
            }
        }
    }

    private void putAt(int number, AttributeKey at) {
        holders[number] = at.tuple();
        names[number] = at.name();
    }

    private boolean isAt(int number, Tuple holder, Symbol name) {
        return holders[number] == holder && names[number].equals(name);
    }

    private void makeRoom(int number) {
        if (number >= roles.length) {
            int room = Math.max(number + 1, 2 * roles.length);
            int before = roles.length;
            holders = Arrays.copyOf(holders, room);
            names = Arrays.copyOf(names, room);
            roles = Arrays.copyOf(roles, room);
            Arrays.fill(roles, before, room, TupleRole.UNKNOWN);
        }
    }
}
