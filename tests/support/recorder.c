/* Preloaded, it records every call by which a file below $RECORDED is changed, in $RECORD.

   A record is a letter, the lengths of path and data, an offset or length, the path and the data. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;

typedef ssize_t (*writer)(int, const void *, size_t);

static void put(const void *data, size_t size) {
    static writer real;
    if (!real) real = (writer)dlsym(RTLD_NEXT, "write");
    if (real(log_file, data, size) != (ssize_t)size) abort();
}

static void record(char what, const char *path, uint64_t at, const void *data, uint64_t size) {
    const char *root = getenv("RECORDED"), *name = getenv("RECORD");
    if (!root || !name || strncmp(path, root, strlen(root)) != 0) return;
    pthread_mutex_lock(&lock);
    if (log_file < 0) log_file = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    uint64_t numbers[3] = {strlen(path), size, at};
    put(&what, 1);
    put(numbers, sizeof numbers);
    put(path, numbers[0]);
    put(data, size);
    pthread_mutex_unlock(&lock);
}

static void record_file(char what, int file, uint64_t at, const void *data, uint64_t size) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    record(what, path, at, data, size);
}

/* The caller says so of what is done. */
void record_done(const char *root) { record('d', root, 0, "", 0); }

#define REAL(type, name, parameters)                 \
    static type(*real) parameters;                   \
    if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name)

#define PWRITE(name)                                                       \
    ssize_t name(int file, const void *data, size_t size, off_t at) {      \
        REAL(ssize_t, name, (int, const void *, size_t, off_t));           \
        ssize_t written = real(file, data, size, at);                      \
        if (written > 0) record_file('w', file, at, data, written);        \
        return written;                                                    \
    }

#define TRUNCATE(name)                                                     \
    int name(int file, off_t size) {                                       \
        REAL(int, name, (int, off_t));                                     \
        int failed = real(file, size);                                     \
        if (!failed) record_file('t', file, size, "", 0);                  \
        return failed;                                                     \
    }

#define SYNC(name)                                                         \
    int name(int file) {                                                   \
        REAL(int, name, (int));                                            \
        int failed = real(file);                                           \
        if (!failed) record_file('s', file, 0, "", 0);                     \
        return failed;                                                     \
    }

PWRITE(pwrite)
PWRITE(pwrite64)
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)
SYNC(fsync)
SYNC(fdatasync)

ssize_t write(int file, const void *data, size_t size) {
    REAL(ssize_t, write, (int, const void *, size_t));
    struct stat found;
    off_t at = -1;
    if (fstat(file, &found) == 0 && S_ISREG(found.st_mode)) at = lseek(file, 0, SEEK_CUR);
    ssize_t written = real(file, data, size);
    if (at >= 0 && written > 0) record_file('w', file, at, data, written);
    return written;
}

int unlink(const char *path) {
    REAL(int, unlink, (const char *));
    int failed = real(path);
    if (!failed) record('u', path, 0, "", 0);
    return failed;
}

int rename(const char *from, const char *to) {
    REAL(int, rename, (const char *, const char *));
    int failed = real(from, to);
    if (!failed) record('r', from, 0, to, strlen(to));
    return failed;
}
