/* Preloaded, it refuses connections and messages to other machines, and the search for their names.
   Each attempt becomes a line in the file that the environment names: what was called, and for whom. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ATTEMPTS "BRIEFQA_NETWORK_ATTEMPTS"

static void record(const char *call, const char *target) {
    const char *path = getenv(ATTEMPTS);
    int file = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file < 0 || dprintf(file, "%s %s\n", call, target) < 0) abort();  /* not in silence */
    close(file);
}

static int is_refused(const char *call, const struct sockaddr *to) {
    char text[INET6_ADDRSTRLEN] = "";
    int here = 1;
    if (to && to->sa_family == AF_INET) {
        struct in_addr address = ((const struct sockaddr_in *)to)->sin_addr;
        here = ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET;
        inet_ntop(AF_INET, &address, text, sizeof text);
    } else if (to && to->sa_family == AF_INET6) {
        const struct in6_addr *address = &((const struct sockaddr_in6 *)to)->sin6_addr;
        here = IN6_IS_ADDR_LOOPBACK(address);
        inet_ntop(AF_INET6, address, text, sizeof text);
    }
    if (here) return 0;
    record(call, text);
    errno = ENETUNREACH;
    return 1;
}

#define REFUSING(type, name, parameters, arguments, to)                     \
    type name parameters {                                                  \
        static type(*real) parameters;                                      \
        if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);      \
        if (is_refused(#name, to)) return -1;                               \
        return real arguments;                                              \
    }

REFUSING(int, connect, (int s, const struct sockaddr *to, socklen_t size), (s, to, size), to)
REFUSING(ssize_t, sendto,
         (int s, const void *data, size_t n, int flags, const struct sockaddr *to, socklen_t size),
         (s, data, n, flags, to, size), to)
REFUSING(ssize_t, sendmsg, (int s, const struct msghdr *m, int flags), (s, m, flags), m->msg_name)

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
    static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!real) real = dlsym(RTLD_NEXT, "getaddrinfo");
    struct in6_addr address;
    if (!name || !strcmp(name, "localhost") || inet_pton(AF_INET, name, &address) == 1 ||
        inet_pton(AF_INET6, name, &address) == 1)
        return real(name, service, hints, found);  /* it asks nobody */
    record("getaddrinfo", name);
    return EAI_FAIL;
}
