# A folder of src/ is one static library, made of every .cc file in it, with its links written out where it is declared.
#   quiver_component(core LINKS Arrow::arrow fmt::fmt)      in src/core/CMakeLists.txt
function(quiver_component name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINKS")
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  add_library(quiver_${name} STATIC ${sources})
  target_link_libraries(quiver_${name} PUBLIC quiver_settings ${ARG_LINKS})
endfunction()

# A folder of tests/ is one executable, made of every .cc file in it, and one ctest of the same name. It links what it tests
# and what that links, nothing else, so that a test including what its subject may not know does not link either.
#   quiver_test(core LINKS quiver_core)                     in tests/core/CMakeLists.txt
function(quiver_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINKS")
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  add_executable(${name}_test ${sources})
  target_include_directories(${name}_test PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_compile_definitions(${name}_test PRIVATE
    QUIVER_BINARY="${PROJECT_BINARY_DIR}/bin/quiver"
    QUIVER_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  target_compile_options(${name}_test PRIVATE ${QUIVER_QUICK_TO_COMPILE})
  target_link_libraries(${name}_test PRIVATE quiver_settings ${ARG_LINKS} GTest::gmock GTest::gtest_main)
  set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  add_dependencies(${name}_test duckdb_extension)
  add_test(NAME ${name} COMMAND ${name}_test)
  set_tests_properties(${name} PROPERTIES LABELS ${name} TIMEOUT ${QUIVER_TEST_TIMEOUT}
    ENVIRONMENT "${QUIVER_TEST_ENVIRONMENT}")
endfunction()
