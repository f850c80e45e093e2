/* Preloaded, it lets the n-th call by which a file is changed fail, or kill the process. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int left = 0;  /* calls until the one that fails; none does at 0 */
static int how = 0;   /* its errno, or 0 to kill */

void arm(int calls, int error) {
    how = error;
    left = calls;
}

int calls_left(void) { return left; }

static int fails(void) {
    if (left == 0 || --left > 0) return 0;
    if (how == 0) kill(getpid(), SIGKILL);
    errno = how;
    return 1;
}

static int is_file(int descriptor) {
    struct stat found;
    return fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode);
}

#define FAILING(type, name, parameters, arguments, counts)                  \
    type name parameters {                                                  \
        static type(*real) parameters;                                      \
        if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);      \
        if ((counts) && fails()) return -1;                                 \
        return real arguments;                                              \
    }

FAILING(ssize_t, write, (int file, const void *data, size_t size), (file, data, size), is_file(file))
FAILING(ssize_t, pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at), 1)
FAILING(ssize_t, pwrite64, (int file, const void *data, size_t size, off_t at), (file, data, size, at), 1)
FAILING(int, ftruncate, (int file, off_t size), (file, size), 1)
FAILING(int, ftruncate64, (int file, off_t size), (file, size), 1)
FAILING(int, fsync, (int file), (file), 1)
FAILING(int, fdatasync, (int file), (file), 1)
FAILING(int, unlink, (const char *path), (path), 1)
FAILING(int, rename, (const char *from, const char *to), (from, to), 1)
FAILING(int, renameat, (int f, const char *from, int t, const char *to), (f, from, t, to), 1)
