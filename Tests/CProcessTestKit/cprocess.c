#define _GNU_SOURCE
#include "cprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// In the child, between fork and exec: only what is safe after a fork in a process with threads.
static void become(const char *path, char *const arguments[], char *const environment[], const char *directory, int log,
                   pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return;
  // It may have ended before the line above.
  if (getppid() != parent) {
    errno = ESRCH;
    return;
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  int null = open("/dev/null", O_RDONLY);
  if (null < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) return;
  if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return;
  if (directory && chdir(directory) != 0) return;
  execve(path, arguments, environment ? environment : environ);
}

pid_t cprocess_start(const char *path, char *const arguments[], char *const environment[], const char *directory, int log) {
  // Tells the parent whether the program runs: closed by a successful exec.
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return -errno;
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    become(path, arguments, environment, directory, log, parent);
    int number = errno;
    (void)!write(report[1], &number, sizeof number);
    _exit(127);
  }
  int number = child < 0 ? errno : 0;
  close(report[1]);
  if (child > 0) {
    while (read(report[0], &number, sizeof number) < 0 && errno == EINTR) continue;
    if (number != 0) waitpid(child, NULL, 0);
  }
  close(report[0]);
  return number != 0 ? -number : child;
}

int cprocess_await(pid_t child) {
  siginfo_t info;
  while (waitid(P_PID, child, &info, WEXITED | WNOWAIT) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}
