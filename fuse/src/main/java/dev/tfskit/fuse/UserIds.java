// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/**
 * The numbers of a user and of a group.
 *
 * @param user the number of the user
 * @param group the number of the group
 */
record UserIds(long user, long group) {

    /** The numbers of two system calls of Linux. */
    private enum Calls {
        X86(117, 119),
        GENERIC(147, 149),
        UNKNOWN(-1, -1);

        private final long setresuid;
        private final long setresgid;

        Calls(long setresuid, long setresgid) {
            this.setresuid = setresuid;
            this.setresgid = setresgid;
        }

        static Calls here() {
            return switch (System.getProperty("os.arch")) {
                case "amd64" -> X86;
                case "aarch64", "riscv64" -> GENERIC;
                default -> UNKNOWN;
            };
        }
    }

    /**
     * Gives this thread these ids. The functions of the C library would give them to all threads. If the kernel refuses
     * them, it also refuses what the thread wants of the mount, and that failure has a message.
     */
    void take(LibC libC) {
        Calls calls = Calls.here();
        libC.syscall(calls.setresgid, group, group, group);
        libC.syscall(calls.setresuid, user, user, user);
    }
}
