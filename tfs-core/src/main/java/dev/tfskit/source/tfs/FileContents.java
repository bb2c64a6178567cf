// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.Notice;
import dev.tfskit.volume.FileLayout;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import java.util.List;
import java.util.function.Consumer;

/** Gives the contents of the files of a volume, which must stay open while they are read. */
@FunctionalInterface
interface FileContents {

    /**
     * Returns the content of a file.
     *
     * @param path the path of the file, for messages
     * @param file a file of the volume
     * @throws TfsFormatException when the file is damaged
     */
    Content of(TreePath path, RegularFile file) throws TfsFormatException;

    /** Returns contents that fail to be read where the device of a volume fails. */
    static FileContents asStored(Volume volume) {
        return (_, file) -> new VolumeContent(() -> volume::read, new FileLayout(file.dataRuns(), file.length()));
    }

    /** Returns contents that have zeros where a volume cannot be read; each such place is a notice. */
    static FileContents withZeros(Volume volume, Consumer<Notice> lost) {
        return (path, file) -> {
            Consumer<String> problems = problem -> lost.accept(new Notice(path.toString(), problem));
            List<Extent> extents = file.readablePartsOfExtents(damage -> problems.accept(Messages.reasonOf(damage)
                    + "; the file is saved as far as it can be read, with zeros for the rest"));
            return new VolumeContent(
                    () -> new ZerosForUnreadable(volume::read, problems),
                    new FileLayout(RegularFile.dataRuns(extents, file.length()), file.length()));
        };
    }
}
