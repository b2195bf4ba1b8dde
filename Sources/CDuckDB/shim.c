#define _GNU_SOURCE
#include "cduckdb.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define CDK_MEMBER(result, name, parameters, arguments) result(*name) parameters;
struct functions {
  CDK_FUNCTIONS(CDK_MEMBER)
};

// Written once, under the lock, before any caller has been told that the library is loaded.
static struct functions functions;
static void *library;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define CDK_DEFINE(result, name, parameters, arguments)                                                                \
  result cdk_##name parameters { return functions.name arguments; }
CDK_FUNCTIONS(CDK_DEFINE)

static char *message(const char *path, const char *before, const char *reason) {
  char *text = NULL;
  if (asprintf(&text, "%s: %s%s", path, before, reason) < 0) return strdup("out of memory");
  return text;
}

// The library brings an ICU of its own, under the same names as the one inside Swift's Foundation. Without deep binding it
// would call into that other version and crash, for example over an unknown time zone. The sanitizers refuse deep binding:
// they must stand between the library and malloc.
#if defined(RTLD_DEEPBIND) && !defined(CDK_NO_DEEPBIND)
#define CDK_OPEN_FLAGS (RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND)
#else
#define CDK_OPEN_FLAGS (RTLD_NOW | RTLD_LOCAL)
#endif

static char *load(const char *path) {
  dlerror();
  void *opened = dlopen(path, CDK_OPEN_FLAGS);
  if (!opened) {
    const char *reason = dlerror();
    return message(path, "DuckDB's library cannot be loaded: ", reason ? reason : "no reason given");
  }
  struct functions found;
  void *symbol;
#define CDK_FIND(result, name, parameters, arguments)                                                                  \
  symbol = dlsym(opened, "duckdb_" #name);                                                                             \
  if (!symbol) {                                                                                                       \
    dlclose(opened);                                                                                                   \
    return message(path, "not a DuckDB library, or one too old (2.0 is needed): it lacks the function ",               \
                   "duckdb_" #name);                                                                                   \
  }                                                                                                                    \
  memcpy(&found.name, &symbol, sizeof symbol);
  CDK_FUNCTIONS(CDK_FIND)
  if (library) {
    // dlopen gives one handle for one file, however it is called.
    char *refusal = opened == library ? NULL : message(path, "another DuckDB library is loaded already", "");
    dlclose(opened);
    return refusal;
  }
  functions = found;
  library = opened;
  return NULL;
}

char *cdk_load(const char *path) {
  pthread_mutex_lock(&lock);
  char *failure = load(path);
  pthread_mutex_unlock(&lock);
  return failure;
}
