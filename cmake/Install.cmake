# What `cmake --install` puts where. The tree may be moved afterwards: every path in it is relative.
#
#   bin/quiver, bin/pg2arrow
#   lib/libquiver.so             lib/quiver/          what it loads: Arrow, DuckDB, duckdb_extensions/
#   include/quiver/              lib/quiver/include/  Arrow's headers, where Arrow came with quiver
#   lib/cmake/quiver/            find_package(quiver) gives quiver::quiver
#   share/                       man pages, completions, licenses

install(TARGETS quiver pg2arrow RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(TARGETS quiver_library EXPORT quiverTargets LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/quiver" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(QUIVER_BUNDLES_ARROW)
  install(DIRECTORY "${arrow_root}/include/arrow" DESTINATION "${CMAKE_INSTALL_LIBDIR}/quiver/include")
  install(DIRECTORY "${arrow_root}/licenses/" DESTINATION "${CMAKE_INSTALL_DOCDIR}/arrow")
endif()
if(EXISTS "${PROJECT_SOURCE_DIR}/.deps/duckdb-headers/2.0.0/LICENSE")
  install(FILES "${PROJECT_SOURCE_DIR}/.deps/duckdb-headers/2.0.0/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}/duckdb")
endif()
if(EXISTS /usr/share/doc/libfmt-dev/copyright)
  install(FILES /usr/share/doc/libfmt-dev/copyright DESTINATION "${CMAKE_INSTALL_DOCDIR}/fmt")
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# --- find_package(quiver) --------------------------------------------------------------------------------------------
include(CMakePackageConfigHelpers)
set(package_directory "${CMAKE_INSTALL_LIBDIR}/cmake/quiver")
install(EXPORT quiverTargets NAMESPACE quiver:: DESTINATION "${package_directory}")
set(private_library_directory "${CMAKE_INSTALL_LIBDIR}/quiver")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/quiverConfig.cmake.in" quiverConfig.cmake
  INSTALL_DESTINATION "${package_directory}" PATH_VARS private_library_directory)
write_basic_package_version_file(quiverConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/quiverConfig.cmake" "${PROJECT_BINARY_DIR}/quiverConfigVersion.cmake"
  DESTINATION "${package_directory}")

# --- The man pages and the completions, which the programs write from their own help -----------------------------------
set(share "${PROJECT_BINARY_DIR}/share")

# documentation(DIRECTORY NAME PROGRAM ARGUMENTS…): what `PROGRAM ARGUMENTS` prints is installed as share/DIRECTORY/NAME.
function(documentation directory name program)
  file(MAKE_DIRECTORY "${share}/${directory}")
  add_custom_command(OUTPUT "${share}/${directory}/${name}"
    COMMAND ${program} ${ARGN} > "${share}/${directory}/${name}"
    DEPENDS ${program} VERBATIM)
  set_property(GLOBAL APPEND PROPERTY QUIVER_DOCUMENTATION "${share}/${directory}/${name}")
endfunction()

documentation(man/man1 quiver.1 quiver man)
documentation(bash-completion/completions quiver quiver completions bash)
documentation(zsh/site-functions _quiver quiver completions zsh)
documentation(fish/vendor_completions.d quiver.fish quiver completions fish)
documentation(man/man1 pg2arrow.1 pg2arrow --man)
documentation(bash-completion/completions pg2arrow pg2arrow --completions bash)
documentation(zsh/site-functions _pg2arrow pg2arrow --completions zsh)
documentation(fish/vendor_completions.d pg2arrow.fish pg2arrow --completions fish)
get_property(documents GLOBAL PROPERTY QUIVER_DOCUMENTATION)
add_custom_target(quiver_documentation ALL DEPENDS ${documents})
install(DIRECTORY "${share}/" DESTINATION "${CMAKE_INSTALL_DATADIR}")
