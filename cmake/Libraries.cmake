# The libraries that every Debian 12 has a package for. fmt, CLI11, nlohmann-json and xxHash are used as headers only, so that
# what is installed does not depend on the system having their shared libraries.

find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)

find_path(XXHASH_INCLUDE_DIRECTORY xxhash.h REQUIRED)
add_library(xxHash::xxhash INTERFACE IMPORTED GLOBAL)
target_include_directories(xxHash::xxhash SYSTEM INTERFACE "${XXHASH_INCLUDE_DIRECTORY}")
target_compile_definitions(xxHash::xxhash INTERFACE XXH_INLINE_ALL)

if(QUIVER_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()
