# How everything of ours is compiled and where it lands. Dependencies' headers are SYSTEM and not subject to the warnings.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

# The build tree has the shape of the installed one: bin/quiver, lib/libquiver.so, lib/quiver/ with what they load.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(QUIVER_PRIVATE_LIBRARY_DIRECTORY "${PROJECT_BINARY_DIR}/lib/quiver")
file(MAKE_DIRECTORY "${QUIVER_PRIVATE_LIBRARY_DIRECTORY}")

add_library(quiver_settings INTERFACE)
# Designated initializers leave members out on purpose.
target_compile_options(quiver_settings INTERFACE -Wall -Wextra -Werror -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False positives on std::string's operator+ (GCC bug 105651).
  target_compile_options(quiver_settings INTERFACE -Wno-restrict)
endif()
target_compile_definitions(quiver_settings INTERFACE
  QUIVER_VERSION="${PROJECT_VERSION}" $<$<BOOL:${QUIVER_NIGHTLY}>:QUIVER_NIGHTLY>)
target_include_directories(quiver_settings INTERFACE
  "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")

# For code in which no time is spent: two thirds of the compile time.
set(QUIVER_QUICK_TO_COMPILE $<$<CONFIG:RelWithDebInfo>:-O1>)

if(QUIVER_SANITIZE)
  add_compile_options(-fsanitize=${QUIVER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${QUIVER_SANITIZE})
endif()
add_link_options($<$<NOT:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>>:-Wl,--no-undefined>)

# What lib/quiver/ holds: the shared libraries that quiver needs at run time and that a system does not have.
# quiver_bundle(LIBRARY) puts one there, in the build tree and in the installed one, under its SONAME.
function(quiver_bundle library)
  file(REAL_PATH "${library}" file)
  execute_process(COMMAND "${CMAKE_READELF}" -d "${file}" OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
  if(NOT dynamic MATCHES "SONAME[^[]*\\[([^]]+)\\]")
    message(FATAL_ERROR "${file} has no SONAME")
  endif()
  set(name "${CMAKE_MATCH_1}")
  file(CREATE_LINK "${file}" "${QUIVER_PRIVATE_LIBRARY_DIRECTORY}/${name}" COPY_ON_ERROR)
  install(PROGRAMS "${file}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/quiver" RENAME "${name}")
endfunction()

# Seconds that one test executable may take.
if(QUIVER_NIGHTLY OR QUIVER_SANITIZE)
  set(QUIVER_TEST_TIMEOUT 7200)
else()
  set(QUIVER_TEST_TIMEOUT 900)
endif()

# What the tests, and the commands that they start, tell the sanitizers and Arrow. Arrow and DuckDB come as they are,
# without instrumentation: their own reads and writes are not judged, but their mutexes and semaphores are seen, so what
# our code hands over through them is. Arrow's own allocators would hide from a sanitizer whose memory is whose.
set(QUIVER_TEST_ENVIRONMENT "TSAN_OPTIONS=ignore_noninstrumented_modules=1:die_after_fork=0")
if(QUIVER_SANITIZE)
  list(APPEND QUIVER_TEST_ENVIRONMENT "ARROW_DEFAULT_MEMORY_POOL=system")
endif()
