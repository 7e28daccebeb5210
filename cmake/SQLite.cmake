# SQLite::amalgamation: SQLite built from its one source file, because quiver needs what Debian's does not have together:
# sqlite_dbpage (pages inside a read transaction), snapshots (one state for all connections) and pread.
# Its symbols are hidden: a program that uses libquiver and its own SQLite keeps the two apart.

set(SQLITE_SOURCE_DIRECTORY "${PROJECT_SOURCE_DIR}/.deps/sqlite")
if(NOT EXISTS "${SQLITE_SOURCE_DIRECTORY}/sqlite3.c")
  message(FATAL_ERROR "No ${SQLITE_SOURCE_DIRECTORY}/sqlite3.c. Run scripts/setup.")
endif()

add_library(sqlite_amalgamation STATIC "${SQLITE_SOURCE_DIRECTORY}/sqlite3.c")
add_library(SQLite::amalgamation ALIAS sqlite_amalgamation)
target_include_directories(sqlite_amalgamation SYSTEM PUBLIC "${SQLITE_SOURCE_DIRECTORY}")
target_compile_options(sqlite_amalgamation PRIVATE -O2 -fvisibility=hidden -w)
target_compile_definitions(sqlite_amalgamation PRIVATE
  HAVE_FDATASYNC=1
  HAVE_USLEEP=1
  SQLITE_DEFAULT_MEMSTATUS=0
  SQLITE_DQS=0
  SQLITE_ENABLE_COLUMN_METADATA
  SQLITE_ENABLE_DBPAGE_VTAB
  SQLITE_ENABLE_DBSTAT_VTAB
  SQLITE_ENABLE_FTS5
  SQLITE_ENABLE_MATH_FUNCTIONS
  SQLITE_ENABLE_RTREE
  SQLITE_ENABLE_SNAPSHOT
  SQLITE_MAX_MMAP_SIZE=0
  SQLITE_OMIT_LOAD_EXTENSION
  SQLITE_THREADSAFE=1
  USE_PREAD)
target_link_libraries(sqlite_amalgamation PRIVATE Threads::Threads)
