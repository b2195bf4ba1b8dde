// What Linux has and Swift's Glibc module does not show.
#pragma once

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// accept4(2), with SOCK_NONBLOCK and SOCK_CLOEXEC.
int clinux_accept(int listener, struct sockaddr *address, socklen_t *length);

/// pthread_setname_np(3) for the calling thread; at most 15 characters count.
void clinux_set_thread_name(const char *name);

/// From now on a signal does no more than write its number, one byte, to a descriptor. All signals share the descriptor.
void clinux_catch_signal(int signal, int descriptor);

/// Ignores SIGPIPE.
void clinux_ignore_sigpipe(void);
