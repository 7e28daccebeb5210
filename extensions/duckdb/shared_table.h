#ifndef QUIVER_EXTENSIONS_DUCKDB_SHARED_TABLE_H_
#define QUIVER_EXTENSIONS_DUCKDB_SHARED_TABLE_H_

/*
 * Where a program that embeds DuckDB and the extension file that DuckDB loaded into it meet: plain
 * C, over the Arrow C data interface, because the two may be built by different compilers and share
 * no library.
 *
 * The program finds the two functions below with dlsym in the loaded file, shares a table under a
 * token, runs `SELECT ... FROM quiver_scan('<token>')`, and takes the table back.
 */

#include <stdint.h>

#include <arrow/c/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Partitions of record batches. Every callback may be called from any thread, several at the same
 * time. */
struct QuiverSharedTable {
  /* Passed to the callbacks; the extension never looks at it. */
  void* host;
  /* Rows over all partitions: an exact number, or -1 when it is not known. */
  int64_t num_rows;
  int64_t num_partitions;
  /* Stores the schema, a struct type with one child per column; the caller releases it. Returns 0,
   * or an errno code. */
  int (*get_schema)(void* host, struct ArrowSchema* out);
  /*
   * Opens partition 0 <= partition < num_partitions; the caller releases the stream. Returns 0, or
   * an errno code with the reason as text in `message`, which has `message_size` bytes and ends
   * with a zero.
   */
  int (*open_partition)(void* host, int64_t partition, struct ArrowArrayStream* out, char* message,
                        int64_t message_size);
};

/*
 * Makes `table` (which is copied; what it points to is not) known to quiver_scan as `token`. It
 * must stay valid until QuiverUnshareTable, which must not be called before the statements that
 * scan it have ended. Returns 0, or EEXIST, or ENOMEM.
 */
typedef int (*QuiverShareTableFunction)(const char* token, const struct QuiverSharedTable* table);
#define QUIVER_SHARE_TABLE "QuiverShareTable"

/* Returns 0, or ENOENT. */
typedef int (*QuiverUnshareTableFunction)(const char* token);
#define QUIVER_UNSHARE_TABLE "QuiverUnshareTable"

#ifdef __cplusplus
}
#endif

#endif /* QUIVER_EXTENSIONS_DUCKDB_SHARED_TABLE_H_ */
