// What Linux has and Swift's Glibc module does not show.
#pragma once

#include <sys/socket.h>

/// accept4(2), with SOCK_NONBLOCK and SOCK_CLOEXEC.
int clinux_accept(int listener, struct sockaddr *address, socklen_t *length);

/// pthread_setname_np(3) for the calling thread; at most 15 characters count.
void clinux_set_thread_name(const char *name);
