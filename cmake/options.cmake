# Compiler settings shared by every target.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()
option(UNKNOT_TESTS "build the tests (needs cmocka)" ON)
option(UNKNOT_SANITIZE "address and undefined-behaviour sanitizers" OFF)
option(UNKNOT_FUZZ "libFuzzer targets (clang)" OFF)
option(UNKNOT_WERROR "warnings are errors" OFF)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON) # gnu17: strdup and friends stay declared
set(CMAKE_C_FLAGS_RELEASE "-O3")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(unknot_options INTERFACE)
target_compile_options(unknot_options INTERFACE
    -ffp-contract=off # the same numbers whether or not the machine has fused multiply-add
    -fno-math-errno   # errno after libm is never read; lets sqrt be one instruction
    -fno-trapping-math # no one reads the exception flags; lets clamps vectorise
    -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion
    -Wno-sign-conversion -Wformat=2 -Wvla -Wundef $<$<C_COMPILER_ID:GNU>:-Wdouble-promotion> # clang also minds INFINITY and NAN, which are floats
    -Wcast-qual -Wwrite-strings
    -Werror=implicit-function-declaration)
if(UNKNOT_WERROR)
    target_compile_options(unknot_options INTERFACE -Werror)
endif()
if(UNKNOT_SANITIZE OR UNKNOT_FUZZ)
    set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_options(unknot_options INTERFACE ${sanitizers})
    target_link_options(unknot_options INTERFACE ${sanitizers})
endif()
if(UNKNOT_FUZZ) # every object notes the branches it takes; only the targets link the fuzzer itself
    target_compile_options(unknot_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
