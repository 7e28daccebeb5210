# The libraries that every Debian 12 has a package for. CLI11, nlohmann-json and xxHash are headers; fmt's shared library goes
# beside ours (its header-only form compiles five times slower).

find_package(fmt REQUIRED)
get_target_property(fmt_library fmt::fmt LOCATION)
if(fmt_library MATCHES "[.]so")
  quiver_bundle("${fmt_library}")
endif()
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)

find_path(XXHASH_INCLUDE_DIRECTORY xxhash.h REQUIRED)
add_library(xxHash::xxhash INTERFACE IMPORTED GLOBAL)
target_include_directories(xxHash::xxhash SYSTEM INTERFACE "${XXHASH_INCLUDE_DIRECTORY}")
target_compile_definitions(xxHash::xxhash INTERFACE XXH_INLINE_ALL)

if(QUIVER_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()

find_path(CURL_INCLUDE_DIRECTORY curl/curl.h REQUIRED)
add_library(CURL::headers INTERFACE IMPORTED GLOBAL)
target_include_directories(CURL::headers SYSTEM INTERFACE "${CURL_INCLUDE_DIRECTORY}")

find_path(LIBPQ_INCLUDE_DIRECTORY libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
add_library(PostgreSQL::headers INTERFACE IMPORTED GLOBAL)
target_include_directories(PostgreSQL::headers SYSTEM INTERFACE "${LIBPQ_INCLUDE_DIRECTORY}")
if(QUIVER_BUILD_TESTS)
  # Tests talk to their server without Quiver.
  find_library(LIBPQ_LIBRARY pq REQUIRED)
  add_library(PostgreSQL::client INTERFACE IMPORTED GLOBAL)
  target_link_libraries(PostgreSQL::client INTERFACE PostgreSQL::headers "${LIBPQ_LIBRARY}")
endif()
