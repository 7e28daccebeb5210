# DuckDB::duckdb, the library with its headers: what quiver itself is linked with. And for each release in QUIVER_DUCKDB_RELEASES
# DuckDB::headers_2.0.1 (and so on), which is all that an extension file for that release needs.
#
# DUCKDB_ROOT (a variable or the environment; include/ and lib/) where given, else what scripts/setup put into
# .deps/duckdb and .deps/duckdb-headers.
# The library's file may have any name, libduckdb_java.so_linux_amd64 for one; it is found again at run time by its SONAME.

set(QUIVER_DUCKDB_RELEASES 2.0.0 2.0.1)
set(duckdb_headers "${PROJECT_SOURCE_DIR}/.deps/duckdb-headers")
foreach(release IN LISTS QUIVER_DUCKDB_RELEASES)
  if(NOT EXISTS "${duckdb_headers}/${release}/include/duckdb_extension_v2.h")
    message(FATAL_ERROR "No headers of DuckDB ${release}. Run scripts/setup.")
  endif()
  add_library(DuckDB::headers_${release} INTERFACE IMPORTED GLOBAL)
  target_include_directories(DuckDB::headers_${release} SYSTEM INTERFACE "${duckdb_headers}/${release}/include")
endforeach()

set(DUCKDB_ROOT "$ENV{DUCKDB_ROOT}" CACHE PATH "DuckDB 2.0 to use: a folder with include/ and lib/")
set(duckdb_downloaded "${PROJECT_SOURCE_DIR}/.deps/duckdb")

find_path(duckdb_include duckdb.h NO_CACHE NO_DEFAULT_PATH
  HINTS "${DUCKDB_ROOT}/include" "${DUCKDB_ROOT}" "${duckdb_headers}/2.0.0/include")
file(GLOB duckdb_libraries "${DUCKDB_ROOT}/lib/libduckdb*.so*" "${DUCKDB_ROOT}/libduckdb*.so*")
if(NOT DUCKDB_ROOT)
  file(GLOB duckdb_libraries "${duckdb_downloaded}/lib/libduckdb*.so*")
endif()
if(NOT duckdb_include OR NOT duckdb_libraries)
  message(FATAL_ERROR "No DuckDB 2.0. Run scripts/setup, or set DUCKDB_ROOT.")
endif()
list(GET duckdb_libraries 0 duckdb_library)

add_library(DuckDB::duckdb SHARED IMPORTED GLOBAL)
set_target_properties(DuckDB::duckdb PROPERTIES IMPORTED_LOCATION "${duckdb_library}")
target_include_directories(DuckDB::duckdb SYSTEM INTERFACE "${duckdb_include}")
quiver_bundle("${duckdb_library}")
message(STATUS "DuckDB: ${duckdb_library}")
