// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * All operations of a mount: makes the objects that answer the requests of the kernel, and connects them. Of what they
 * share, this has the part that a mount needs beside the requests. Thread-safe.
 */
final class Operations implements AutoCloseable {

    private final RunningRequests requests = new RunningRequests();
    private final OpenForWriting writers = new OpenForWriting();
    private final PageFlusher flusher;
    private final AttributeNotices notices;
    private final StaleBlocks staleBlocks;
    private final CollectedWrites collected;

    /**
     * Connects the operations.
     *
     * @param table gets the operations
     * @param policy when the kernel passes written bytes on
     * @param kernel the connection with the kernel, which may begin later
     * @param clock the clock of times that a request leaves to the mount
     * @param nameless takes the files without a name; the caller closes it
     * @param syncs answers the requests that wait for the disk
     */
    Operations(
            OperationTable table,
            FuseBinding fuse,
            Volume volume,
            MountOptions options,
            WritePolicy policy,
            KernelNotices kernel,
            InstantSource clock,
            NamelessFiles nameless,
            Executor syncs,
            FailureLog failures)
            throws IOException {
        flusher = new PageFlusher(kernel::passOnContents);
        notices = new AttributeNotices(kernel::forgetAttributes);
        staleBlocks = new StaleBlocks(kernel::forgetAttributes);
        LostWrites lostWrites = new LostWrites(() -> volume.statistics().freeBlocks());
        collected = new CollectedWrites(policy, lostWrites, staleBlocks, notices);

        FileInfo fileInfo = fuse.fileInfo();
        StatLayout layout = new StatLayout();
        Replies replies = new Replies(fuse.functions(), layout);
        Callers callers = new Callers(fuse.functions());
        Answers answers = new Answers(replies, nameless, requests, failures);

        Nodes nodes = new Nodes(volume);
        ListingPositions listingPositions = new ListingPositions(volume);
        KernelReferences references = new KernelReferences(nodes, nameless, listingPositions, failures);
        OpenFiles files = new OpenFiles(fileInfo, writers, lostWrites);
        Appearance appearance = new Appearance(options.ownership(), policy, writers, lostWrites);
        PrivilegeRemoval privileges =
                new PrivilegeRemoval(nodes, callers, options.ownership(), kernel::forgetAttributes);
        NewEntryPermissions permissions = new NewEntryPermissions(callers);
        HoleSearch holes = new HoleSearch(answers, replies, policy, writers, flusher);
        AttributeChanges changes = new AttributeChanges(layout, nodes, files, privileges, policy, clock);
        MountDaemon daemon = MountDaemon.current(
                volume instanceof WritableVolume ? MountDaemon.Access.WRITING : MountDaemon.Access.READING,
                options.given());

        new NameOperations(
                        answers,
                        replies,
                        nodes,
                        references,
                        appearance,
                        listingPositions,
                        permissions,
                        options.specialFiles())
                .register(table);
        new OpenOperations(answers, replies, nodes, references, files, appearance, staleBlocks, permissions)
                .register(table);
        new ContentOperations(answers, replies, fileInfo, files, collected, privileges).register(table);
        new SyncOperations(answers, replies, volume, files, staleBlocks, syncs).register(table);
        new RangeOperations(answers, replies, files, holes, privileges).register(table);
        new DirectoryOperations(answers, replies, fileInfo, nodes, references, appearance, listingPositions)
                .register(table);
        new AttributeOperations(answers, replies, nodes, files, appearance, changes).register(table);
        new ExtendedAttributeOperations(answers, replies, callers, nodes, daemon).register(table);
        new VolumeOperations(answers, replies, volume, nameless).register(table);
    }

    /** Returns the requests so far. */
    RunningRequests requests() {
        return requests;
    }

    /** Returns whether a program may write to an open file. */
    boolean mayBeWritten() {
        return !writers.isEmpty();
    }

    /** Returns how often the kernel has passed on bytes that it had collected. */
    long collectedWrites() {
        return collected.count();
    }

    /**
     * Makes the kernel request all numbers of blocks that have changed; no thread that answers requests may call it.
     */
    void refreshBlocks() {
        staleBlocks.forgetAll();
    }

    /** Waits for what the operations still send to the kernel. */
    @Override
    public void close() {
        flusher.close();
        notices.close();
    }
}
