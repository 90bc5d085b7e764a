# cmake --install BUILD --prefix PREFIX: the program, libunknot.a, its headers and unknot.pc.
set(CMAKE_INSTALL_LIBDIR lib CACHE STRING "where libunknot.a goes") # unknot.pc finds it from there
include(GNUInstallDirs)
install(TARGETS unknot RUNTIME)
install(TARGETS unknot_core ARCHIVE)
if(TARGET unknot_mpi)
    install(TARGETS unknot_mpi LIBRARY DESTINATION lib/unknot) # src/cli/many.c looks for it there
endif()
install(DIRECTORY include/unknot TYPE INCLUDE FILES_MATCHING PATTERN "*.h")
configure_file(cmake/unknot.pc.in unknot.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/unknot.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
