// SPDX-License-Identifier: Apache-2.0
// Writes a whole file again and again, asynchronously and with O_DIRECT, while other processes read it through the page
// cache: asynchronous-writes FILE ROUNDS. The exit code is 0 when each read after a write has what was written.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES 655360
#define READERS 3

static void read_all(const char *file, char *bytes)
{
    int descriptor = open(file, O_RDONLY);
    if (descriptor < 0 || pread(descriptor, bytes, BYTES, 0) != BYTES) {
        perror("read");
        _exit(2);
    }
    close(descriptor);
}

static void write_all(aio_context_t context, int descriptor, const char *bytes)
{
    struct iocb request = {.aio_lio_opcode = IOCB_CMD_PWRITE,
                           .aio_fildes = descriptor,
                           .aio_buf = (unsigned long) bytes,
                           .aio_nbytes = BYTES};
    struct iocb *requests[] = {&request};
    struct io_event done;
    if (syscall(SYS_io_submit, context, 1, requests) != 1 || syscall(SYS_io_getevents, context, 1, 1, &done, NULL) != 1
            || done.res != BYTES) {
        perror("write");
        exit(2);
    }
}

int main(int count, char **arguments)
{
    char *written = aligned_alloc(4096, BYTES);
    char *seen = malloc(BYTES);
    int descriptor = open(arguments[1], O_RDWR | O_CREAT | O_DIRECT, 0600);
    aio_context_t context = 0;
    if (ftruncate(descriptor, BYTES) != 0 || syscall(SYS_io_setup, 1, &context) != 0) {
        perror(arguments[1]);
        return 2;
    }
    pid_t readers[READERS];
    for (int i = 0; i < READERS; i++) {
        readers[i] = fork();
        while (readers[i] == 0) read_all(arguments[1], seen);
    }
    int wrong = 0;
    for (int i = 0; i < atoi(arguments[2]) && !wrong; i++) {
        memset(written, 'a' + i % 26, BYTES);
        write_all(context, descriptor, written);
        read_all(arguments[1], seen);
        wrong = memcmp(written, seen, BYTES) != 0;
    }
    for (int i = 0; i < READERS; i++) {
        kill(readers[i], SIGKILL);
        waitpid(readers[i], NULL, 0);
    }
    return wrong;
}
