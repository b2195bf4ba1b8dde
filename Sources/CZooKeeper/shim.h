#pragma once
// Shows the synchronous calls, of which only zookeeper_close and a few getters are used.
#define THREADED 1
#include <zookeeper/zookeeper.h>

// Swift 6 refuses mutable C globals, which is how the C client declares these.
static inline const struct ACL_vector *czk_open_acl(void) { return &ZOO_OPEN_ACL_UNSAFE; }
static inline const struct ACL_vector *czk_creator_all_acl(void) { return &ZOO_CREATOR_ALL_ACL; }
