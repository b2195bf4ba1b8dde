// Starting a process that ends with the one that started it.
#pragma once

#include <sys/types.h>

/// Starts a program that the system kills (SIGKILL) when the calling *thread* ends, hence with its process, however that ends.
/// Standard input is empty, standard output and error go to `log`; no other descriptor is inherited, no signal blocked or ignored.
/// `environment` and `directory` may be NULL for one's own. Answers the process's number, or an error number, negated.
pid_t cprocess_start(const char *path, char *const arguments[], char *const environment[], const char *directory, int log);

/// Waits for the end of a child and leaves it a zombie, so that its number stays its own. Answers 0 or an error number.
int cprocess_await(pid_t child);
