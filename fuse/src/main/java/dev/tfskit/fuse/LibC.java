package dev.tfskit.fuse;

/** What a process must do to live in the background, and to take a file system off its place. */
public interface LibC {

    /** Begins a session without a terminal. */
    int setsid();

    /** Sets the current directory; 0 on success. */
    int chdir(String path);

    /** Opens a file; -1 on failure. */
    int open(String path, int flags, int mode);

    /** Lets a descriptor mean what another means. */
    int dup2(int from, int to);

    /** Closes a descriptor. */
    int close(int descriptor);

    /** Takes a file system off its place; 0 on success. */
    int umount2(String path, int flags);
}
