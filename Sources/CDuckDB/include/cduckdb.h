#pragma once

// The part of DuckDB's stable C API (version 1) that Torii uses, declared from its public documentation.
//
// Nothing here is linked: cdk_load() opens a libduckdb at run time and looks every function up. The wrappers are called
// cdk_X for DuckDB's duckdb_X, since an executable that exports duckdb_X itself would shadow the library's own calls.

#include <stdbool.h>
#include <stdint.h>

// Handles.
typedef struct cdk_database_handle *cdk_database;
typedef struct cdk_connection_handle *cdk_connection;
typedef struct cdk_config_handle *cdk_config;
typedef struct cdk_extracted_statements_handle *cdk_extracted_statements;
typedef struct cdk_prepared_statement_handle *cdk_prepared_statement;
typedef struct cdk_pending_result_handle *cdk_pending_result;
typedef struct cdk_data_chunk_handle *cdk_data_chunk;
typedef struct cdk_vector_handle *cdk_vector;
typedef struct cdk_logical_type_handle *cdk_logical_type;

// duckdb_state: 0 is success.
typedef int32_t cdk_state;

// DUCKDB_TYPE. Plain constants, so that a value a later version adds is an unknown number and no invalid enum.
typedef int32_t cdk_type;
static const cdk_type CDK_INVALID = 0;
static const cdk_type CDK_BOOLEAN = 1;
static const cdk_type CDK_TINYINT = 2;
static const cdk_type CDK_SMALLINT = 3;
static const cdk_type CDK_INTEGER = 4;
static const cdk_type CDK_BIGINT = 5;
static const cdk_type CDK_UTINYINT = 6;
static const cdk_type CDK_USMALLINT = 7;
static const cdk_type CDK_UINTEGER = 8;
static const cdk_type CDK_UBIGINT = 9;
static const cdk_type CDK_FLOAT = 10;
static const cdk_type CDK_DOUBLE = 11;
static const cdk_type CDK_TIMESTAMP = 12;
static const cdk_type CDK_DATE = 13;
static const cdk_type CDK_TIME = 14;
static const cdk_type CDK_INTERVAL = 15;
static const cdk_type CDK_HUGEINT = 16;
static const cdk_type CDK_VARCHAR = 17;
static const cdk_type CDK_BLOB = 18;
static const cdk_type CDK_DECIMAL = 19;
static const cdk_type CDK_TIMESTAMP_S = 20;
static const cdk_type CDK_TIMESTAMP_MS = 21;
static const cdk_type CDK_TIMESTAMP_NS = 22;
static const cdk_type CDK_ENUM = 23;
static const cdk_type CDK_LIST = 24;
static const cdk_type CDK_STRUCT = 25;
static const cdk_type CDK_MAP = 26;
static const cdk_type CDK_UUID = 27;
static const cdk_type CDK_UNION = 28;
static const cdk_type CDK_BIT = 29;
static const cdk_type CDK_TIME_TZ = 30;
static const cdk_type CDK_TIMESTAMP_TZ = 31;
static const cdk_type CDK_UHUGEINT = 32;
static const cdk_type CDK_ARRAY = 33;
static const cdk_type CDK_BIGNUM = 35;
static const cdk_type CDK_SQLNULL = 36;
static const cdk_type CDK_TIME_NS = 39;
static const cdk_type CDK_GEOMETRY = 40;
static const cdk_type CDK_VARIANT = 41;
static const cdk_type CDK_TIMESTAMP_TZ_NS = 42;

// duckdb_result_type: what kind of result a statement has.
typedef int32_t cdk_result_type;
static const cdk_result_type CDK_RESULT_CHANGED_ROWS = 1;
static const cdk_result_type CDK_RESULT_NOTHING = 2;
static const cdk_result_type CDK_RESULT_QUERY = 3;

// duckdb_statement_type, as far as it is told apart here.
typedef int32_t cdk_statement_type;
static const cdk_statement_type CDK_STATEMENT_CREATE = 7;
static const cdk_statement_type CDK_STATEMENT_CALL = 19;
static const cdk_statement_type CDK_STATEMENT_SET = 20;

// A string in a vector: up to 12 bytes in place, more of them elsewhere.
typedef struct {
  union {
    struct {
      uint32_t length;
      char prefix[4];
      char *ptr;
    } pointer;
    struct {
      uint32_t length;
      char inlined[12];
    } inlined;
  } value;
} cdk_string_t;

typedef struct {
  uint64_t lower;
  int64_t upper;
} cdk_hugeint;

typedef struct {
  uint64_t offset;
  uint64_t length;
} cdk_list_entry;

typedef struct {
  int32_t months;
  int32_t days;
  int64_t micros;
} cdk_interval;

// The first five are deprecated members, there for the size alone.
typedef struct {
  uint64_t deprecated_column_count;
  uint64_t deprecated_row_count;
  uint64_t deprecated_rows_changed;
  void *deprecated_columns;
  char *deprecated_error_message;
  void *internal_data;
} cdk_result;

// Every function: result, name, parameters, arguments.
#define CDK_FUNCTIONS(F)                                                                                               \
  F(const char *, library_version, (void), ())                                                                         \
  F(void, free, (void *pointer), (pointer))                                                                            \
  F(uint64_t, vector_size, (void), ())                                                                                 \
  /* databases and connections */                                                                                      \
  F(cdk_state, create_config, (cdk_config * config), (config))                                                         \
  F(cdk_state, set_config, (cdk_config config, const char *name, const char *option), (config, name, option))          \
  F(void, destroy_config, (cdk_config * config), (config))                                                             \
  F(cdk_state, open_ext, (const char *path, cdk_database *database, cdk_config config, char **error),                  \
    (path, database, config, error))                                                                                   \
  F(void, close, (cdk_database * database), (database))                                                                \
  F(cdk_state, connect, (cdk_database database, cdk_connection *connection), (database, connection))                   \
  F(void, disconnect, (cdk_connection * connection), (connection))                                                     \
  F(void, interrupt, (cdk_connection connection), (connection))                                                        \
  /* statements */                                                                                                     \
  F(cdk_state, query, (cdk_connection connection, const char *sql, cdk_result *result), (connection, sql, result))     \
  F(uint64_t, extract_statements,                                                                                      \
    (cdk_connection connection, const char *sql, cdk_extracted_statements *statements), (connection, sql, statements)) \
  F(const char *, extract_statements_error, (cdk_extracted_statements statements), (statements))                       \
  F(void, destroy_extracted, (cdk_extracted_statements * statements), (statements))                                    \
  F(cdk_state, prepare_extracted_statement,                                                                            \
    (cdk_connection connection, cdk_extracted_statements statements, uint64_t index,                                   \
     cdk_prepared_statement *prepared),                                                                                \
    (connection, statements, index, prepared))                                                                         \
  F(cdk_statement_type, prepared_statement_type, (cdk_prepared_statement prepared), (prepared))                        \
  F(const char *, prepare_error, (cdk_prepared_statement prepared), (prepared))                                        \
  F(cdk_state, bind_null, (cdk_prepared_statement prepared, uint64_t parameter), (prepared, parameter))                \
  F(cdk_state, bind_boolean, (cdk_prepared_statement prepared, uint64_t parameter, bool value),                        \
    (prepared, parameter, value))                                                                                      \
  F(cdk_state, bind_varchar_length,                                                                                    \
    (cdk_prepared_statement prepared, uint64_t parameter, const char *text, uint64_t length),                          \
    (prepared, parameter, text, length))                                                                               \
  F(void, destroy_prepare, (cdk_prepared_statement * prepared), (prepared))                                            \
  F(cdk_state, pending_prepared_streaming, (cdk_prepared_statement prepared, cdk_pending_result *pending),             \
    (prepared, pending))                                                                                               \
  F(const char *, pending_error, (cdk_pending_result pending), (pending))                                              \
  F(cdk_state, execute_pending, (cdk_pending_result pending, cdk_result *result), (pending, result))                   \
  F(void, destroy_pending, (cdk_pending_result * pending), (pending))                                                  \
  /* results */                                                                                                        \
  F(const char *, result_error, (cdk_result * result), (result))                                                       \
  F(cdk_result_type, result_return_type, (cdk_result result), (result))                                                \
  F(uint64_t, column_count, (cdk_result * result), (result))                                                           \
  F(const char *, column_name, (cdk_result * result, uint64_t column), (result, column))                               \
  F(cdk_logical_type, column_logical_type, (cdk_result * result, uint64_t column), (result, column))                   \
  F(cdk_data_chunk, fetch_chunk, (cdk_result result), (result))                                                        \
  F(void, destroy_result, (cdk_result * result), (result))                                                             \
  /* chunks and vectors */                                                                                             \
  F(uint64_t, data_chunk_get_size, (cdk_data_chunk chunk), (chunk))                                                    \
  F(cdk_vector, data_chunk_get_vector, (cdk_data_chunk chunk, uint64_t column), (chunk, column))                       \
  F(void, destroy_data_chunk, (cdk_data_chunk * chunk), (chunk))                                                       \
  F(void *, vector_get_data, (cdk_vector vector), (vector))                                                            \
  F(uint64_t *, vector_get_validity, (cdk_vector vector), (vector))                                                    \
  F(cdk_vector, list_vector_get_child, (cdk_vector vector), (vector))                                                  \
  F(cdk_vector, struct_vector_get_child, (cdk_vector vector, uint64_t index), (vector, index))                         \
  F(cdk_vector, array_vector_get_child, (cdk_vector vector), (vector))                                                 \
  /* types */                                                                                                          \
  F(cdk_type, get_type_id, (cdk_logical_type type), (type))                                                            \
  F(void, destroy_logical_type, (cdk_logical_type * type), (type))                                                     \
  F(uint8_t, decimal_width, (cdk_logical_type type), (type))                                                           \
  F(uint8_t, decimal_scale, (cdk_logical_type type), (type))                                                           \
  F(cdk_type, decimal_internal_type, (cdk_logical_type type), (type))                                                  \
  F(cdk_type, enum_internal_type, (cdk_logical_type type), (type))                                                     \
  F(uint32_t, enum_dictionary_size, (cdk_logical_type type), (type))                                                   \
  F(char *, enum_dictionary_value, (cdk_logical_type type, uint64_t index), (type, index))                             \
  F(cdk_logical_type, list_type_child_type, (cdk_logical_type type), (type))                                           \
  F(cdk_logical_type, array_type_child_type, (cdk_logical_type type), (type))                                          \
  F(uint64_t, array_type_array_size, (cdk_logical_type type), (type))                                                  \
  F(cdk_logical_type, map_type_key_type, (cdk_logical_type type), (type))                                              \
  F(cdk_logical_type, map_type_value_type, (cdk_logical_type type), (type))                                            \
  F(uint64_t, struct_type_child_count, (cdk_logical_type type), (type))                                                \
  F(char *, struct_type_child_name, (cdk_logical_type type, uint64_t index), (type, index))                            \
  F(cdk_logical_type, struct_type_child_type, (cdk_logical_type type, uint64_t index), (type, index))                  \
  F(uint64_t, union_type_member_count, (cdk_logical_type type), (type))                                                \
  F(char *, union_type_member_name, (cdk_logical_type type, uint64_t index), (type, index))                            \
  F(cdk_logical_type, union_type_member_type, (cdk_logical_type type, uint64_t index), (type, index))

#define CDK_DECLARE(result, name, parameters, arguments) result cdk_##name parameters;
CDK_FUNCTIONS(CDK_DECLARE)
#undef CDK_DECLARE

/// Opens the library and looks every function up. A further call with the same library does nothing. May be called from
/// any thread; no other function may be called before this has succeeded.
///
/// Returns NULL, or why it failed: a text to be freed with free(3), naming the library and the first missing function.
char *cdk_load(const char *path);
