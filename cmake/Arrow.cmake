# Arrow::arrow, the shared library, and Arrow::headers, the headers alone (for the C data interface).
#
# In this order: QUIVER_ARROW_ROOT (a variable or the environment; include/ and lib/), what scripts/setup put into .deps/arrow
# (it does so only where no Arrow is installed), an installed Arrow with its CMake package.

set(QUIVER_ARROW_ROOT "$ENV{QUIVER_ARROW_ROOT}" CACHE PATH "Arrow C++ to use: a folder with include/ and lib/")
set(arrow_root "${QUIVER_ARROW_ROOT}")
if(NOT arrow_root AND EXISTS "${PROJECT_SOURCE_DIR}/.deps/arrow/lib")
  set(arrow_root "${PROJECT_SOURCE_DIR}/.deps/arrow")
  set(QUIVER_BUNDLES_ARROW ON)
endif()

add_library(Arrow::headers INTERFACE IMPORTED GLOBAL)
add_library(Arrow::arrow INTERFACE IMPORTED GLOBAL)

if(arrow_root)
  file(GLOB arrow_libraries "${arrow_root}/lib/libarrow.so*" "${arrow_root}/lib/*/libarrow.so")
  if(NOT arrow_libraries)
    message(FATAL_ERROR "${arrow_root}/lib has no libarrow.so. Run scripts/setup, or mend QUIVER_ARROW_ROOT.")
  endif()
  list(GET arrow_libraries 0 arrow_library)
  add_library(arrow_shared_library SHARED IMPORTED GLOBAL)
  set_target_properties(arrow_shared_library PROPERTIES IMPORTED_LOCATION "${arrow_library}")
  target_include_directories(Arrow::headers SYSTEM INTERFACE "${arrow_root}/include")
  target_link_libraries(Arrow::arrow INTERFACE Arrow::headers arrow_shared_library)
  if(QUIVER_BUNDLES_ARROW)
    quiver_bundle("${arrow_library}")
  else()
    # What is added to the run paths, after its colon.
    get_filename_component(QUIVER_ARROW_RUN_PATH "${arrow_library}" DIRECTORY)
    string(PREPEND QUIVER_ARROW_RUN_PATH ":")
  endif()
  message(STATUS "Arrow C++: ${arrow_root}")
else()
  find_package(Arrow CONFIG QUIET)
  if(NOT Arrow_FOUND OR Arrow_VERSION VERSION_LESS 20)
    message(FATAL_ERROR "No Arrow C++ of 20 or newer. Run scripts/setup, or set QUIVER_ARROW_ROOT.")
  endif()
  get_target_property(arrow_includes Arrow::arrow_shared INTERFACE_INCLUDE_DIRECTORIES)
  target_include_directories(Arrow::headers SYSTEM INTERFACE "${arrow_includes}")
  target_link_libraries(Arrow::arrow INTERFACE Arrow::headers Arrow::arrow_shared)
  message(STATUS "Arrow C++: installed, ${Arrow_VERSION}")
endif()
