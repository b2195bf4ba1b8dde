#pragma once
// Shows the synchronous calls, of which only zookeeper_close and a few getters are used.
#define THREADED 1
#include <zookeeper/zookeeper.h>

// Swift 6 refuses mutable C globals, which is how the C client declares these.
static inline const struct ACL_vector *czk_open_acl(void) { return &ZOO_OPEN_ACL_UNSAFE; }
static inline const struct ACL_vector *czk_creator_all_acl(void) { return &ZOO_CREATOR_ALL_ACL; }

// zoo_amulti frees pointers it never set where one of its operations fails to initialise, which an expired handle makes
// every operation do (and an invalid path one of them: the paths are checked before).
static inline int czk_amulti(zhandle_t *handle, int count, const zoo_op_t *operations, zoo_op_result_t *results,
                             void_completion_t completion, const void *context) {
    if (is_unrecoverable(handle)) return ZINVALIDSTATE;
    return zoo_amulti(handle, count, operations, results, completion, context);
}
