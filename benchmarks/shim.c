/* Makes a durable flush cost the same everywhere: fsync and fdatasync become a sleep of a set length.
 *
 * Shared disks differ forty-fold from one minute to the next, which would drown what is measured. The data lies on
 * tmpfs, and this library, given by LD_PRELOAD, sleeps where the disk would have worked. The length is read from a
 * small shared file at every flush, so that it changes while servers run; the flushes are counted beside it, which
 * proves that the library is in use and shows how many replies share one flush.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

struct control {
    uint64_t microseconds;
    uint64_t flushes;
};

static struct control *control;
static __thread int slack_set;

__attribute__((constructor)) static void open_control(void) {
    const char *path = getenv("BENCH_FLUSH_CONTROL");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) {
        fprintf(stderr, "flush shim: BENCH_FLUSH_CONTROL names no file that can be opened\n");
        _exit(97);
    }
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (control == MAP_FAILED) {
        fprintf(stderr, "flush shim: the control file cannot be mapped\n");
        _exit(97);
    }
}

static int flush(void) {
    uint64_t length = __atomic_load_n(&control->microseconds, __ATOMIC_RELAXED);
    struct timespec left = {length / 1000000, (length % 1000000) * 1000};
    int before = errno;
    if (!slack_set) { /* else the kernel adds up to 50 us to every sleep */
        prctl(PR_SET_TIMERSLACK, 1);
        slack_set = 1;
    }
    __atomic_fetch_add(&control->flushes, 1, __ATOMIC_RELAXED);
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
    }
    errno = before;
    return 0;
}

int fsync(int file) {
    (void)file;
    return flush();
}

int fdatasync(int file) {
    (void)file;
    return flush();
}

int msync(void *start, size_t length, int flags) {
    (void)start;
    (void)length;
    return (flags & MS_SYNC) ? flush() : 0;
}

/* Only a hint to begin writing; nothing durable waits for it. */
int sync_file_range(int file, off64_t offset, off64_t length, unsigned int flags) {
    (void)file;
    (void)offset;
    (void)length;
    (void)flags;
    return 0;
}

int syncfs(int file) {
    (void)file;
    return flush();
}
