/* Between a program and the disk, for tests: GUICHET_FAULT=kill:N ends the process at the Nth sync
 * of a file or folder, before it; full:N has the disk full from the Nth write to a file on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long seen;

static long wanted(const char *kind) {
    const char *fault = getenv("GUICHET_FAULT");
    size_t length = strlen(kind);
    if (!fault || strncmp(fault, kind, length) != 0 || fault[length] != ':') return -1;
    return atol(fault + length + 1);
}

/* Whether it is the turn of the fault. */
static int now(const char *kind) {
    long at = wanted(kind);
    if (at < 0) return 0;
    return atomic_fetch_add(&seen, 1) + 1 >= at;
}

static void sync_comes(void) {
    if (now("kill")) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
}

static int is_file(int fd) {
    struct stat found;
    return fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int fd) {
    sync_comes();
    return REAL(fsync)(fd);
}

int fdatasync(int fd) {
    sync_comes();
    return REAL(fdatasync)(fd);
}

#define FULL_IF_DUE(fd)                       \
    if (is_file(fd) && now("full")) {         \
        errno = ENOSPC;                       \
        return -1;                            \
    }

ssize_t write(int fd, const void *bytes, size_t count) {
    FULL_IF_DUE(fd)
    return REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    FULL_IF_DUE(fd)
    return REAL(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    FULL_IF_DUE(fd)
    return REAL(pwrite64)(fd, bytes, count, at);
}
