# `unknot plan` under mpirun: a module that the program loads then, and only then. Where MPI is not found it
# is not built, and the program says so when it is asked for.
find_package(MPI QUIET COMPONENTS C)
if(MPI_C_FOUND)
    add_library(unknot_mpi MODULE src/cli/mpi/module.c)
    set_target_properties(unknot_mpi PROPERTIES PREFIX "" OUTPUT_NAME unknot-mpi)
    target_include_directories(unknot_mpi PRIVATE include src)
    target_link_libraries(unknot_mpi PRIVATE unknot_options MPI::MPI_C)
    target_compile_definitions(unknot PRIVATE UNKNOT_MPI_MODULE="unknot-mpi.so")
    add_dependencies(unknot unknot_mpi)
endif()
