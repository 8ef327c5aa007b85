# How our own code is compiled. Everything hangs on the interface target parley_options, which
# ParleyModule.cmake links privately into each of our targets; there are no global flags.

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")

find_program(PARLEY_CCACHE ccache)
if(PARLEY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # The sloppiness is what ccache asks for with precompiled headers. NOHASHDIR lets several build
    # folders of one checkout share their objects; DEPEND spares a run of the preprocessor per miss.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
        "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" "${PARLEY_CCACHE}")
endif()

# What must be the same in every object of one program: language level, sanitizers, hardening.
# parley_boost uses this part alone, since Boost's sources do not hold to our warnings.
add_library(parley_build INTERFACE)
target_compile_features(parley_build INTERFACE cxx_std_20)
target_compile_definitions(parley_build INTERFACE _GLIBCXX_ASSERTIONS)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND PARLEY_CCACHE)
    target_compile_options(parley_build INTERFACE -fpch-preprocess)
endif()

find_program(PARLEY_MOLD mold)
if(PARLEY_MOLD)
    target_link_options(parley_build INTERFACE -fuse-ld=mold)
endif()

if(PARLEY_SANITIZE)
    target_compile_options(parley_build INTERFACE
        "-fsanitize=${PARLEY_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(parley_build INTERFACE "-fsanitize=${PARLEY_SANITIZE}")
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
    # PARLEY_ASSERT stays on in every build; NDEBUG is not defined, so that Release is what we test.
    target_compile_options(parley_build INTERFACE
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection
        -fPIE)
    target_link_options(parley_build INTERFACE -pie -Wl,-z,relro -Wl,-z,now)
endif()

add_library(parley_options INTERFACE)
target_link_libraries(parley_options INTERFACE parley_build)
# Clang counts -Wsign-conversion as part of -Wconversion and GCC does not; both ask what GCC asks.
target_compile_options(parley_options INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Werror
    $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion> $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)

# With optimization GCC 12 sees what is not there: copies out of bounds in the concatenation of
# std::string (bug 105651), members of an empty std::optional read (bug 80635), the operator delete
# of an inlined coroutine frame as a mismatch (bug 109867). Clang still looks (tools/dev tidy).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(parley_options INTERFACE
        -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
        -Wno-maybe-uninitialized -Wno-mismatched-new-delete)
endif()
