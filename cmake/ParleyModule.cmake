# One folder, one target. The functions that the folders' CMakeLists.txt are written in:
#
#   parley_module(<name> SOURCES a.cpp … [DEPENDS core protocol …] [LIBS target …])
#   parley_program(<name> SOURCES main.cpp … LIBS parley_app …)
#   parley_unit_test(<module> SOURCES a_test.cpp … LIBS parley_<module> …)
#   parley_integration_test(<name> SOURCES … LIBS …)        the whole server in the test process
#   parley_fault_test(<name> SOURCES … LIBS … [TIMEOUT s])  kill -9, full disk
#   parley_test_library(<name> SOURCES … LIBS …)            helpers for tests
#   parley_fuzzer(<name> SOURCE x_fuzz.cpp LIBS …)          corpus in tests/fuzz/corpus/<name>/

# Makes parley_<name>. DEPENDS are the modules it may include; tools/tidy.py holds the same list.
# Both DEPENDS and LIBS are public, because what a library defines for its headers (spdlog, Asio)
# must be the same in every object of a program.
function(parley_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LIBS")
    parley_check_arguments(parley_module "${name}" "${arg_UNPARSED_ARGUMENTS}" "${arg_SOURCES}")
    set(target parley_${name})
    list(TRANSFORM arg_DEPENDS PREPEND parley_)
    add_library(${target} STATIC ${arg_SOURCES})
    target_include_directories(${target}
        PUBLIC "${PROJECT_SOURCE_DIR}/include"
        PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(${target}
        PUBLIC ${arg_DEPENDS} ${arg_LIBS} Boost::headers
        PRIVATE parley_options)
    parley_share_pch(${target} "" ${arg_DEPENDS} ${arg_LIBS})
    parley_check_headers(${target}
        FOLDERS "${PROJECT_SOURCE_DIR}/include/parley/${name}" "${CMAKE_CURRENT_SOURCE_DIR}"
        LIBS ${target})
endfunction()

# Makes a program of ours in build/<preset>/bin.
function(parley_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS")
    parley_check_arguments(parley_program "${name}" "${arg_UNPARSED_ARGUMENTS}" "${arg_SOURCES}")
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_compile_definitions(${name} PRIVATE "PARLEY_VERSION=\"${PROJECT_VERSION}\"")
    target_link_libraries(${name} PRIVATE ${arg_LIBS} parley_options)
    parley_share_pch(${name} "" ${arg_LIBS})
    parley_check_headers(${name} FOLDERS "${CMAKE_CURRENT_SOURCE_DIR}" LIBS ${arg_LIBS})
endfunction()

# Makes a library of helpers for tests. Include them as "support/…".
function(parley_test_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS")
    parley_check_arguments(
        parley_test_library "${name}" "${arg_UNPARSED_ARGUMENTS}" "${arg_SOURCES}")
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC
        "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${name} PUBLIC ${arg_LIBS} GTest::gmock PRIVATE parley_options)
    parley_share_pch(${name} _test ${arg_LIBS})
    parley_check_headers(${name} FOLDERS "${CMAKE_CURRENT_SOURCE_DIR}" LIBS ${name})
endfunction()

# A unit test sees the private headers of its module.
function(parley_unit_test module)
    parley_add_test(${module}_test unit TIMEOUT 300 ${ARGN})
    target_include_directories(${module}_test PRIVATE "${PROJECT_SOURCE_DIR}/src/${module}")
endfunction()

# Its clients leave all frames in PARLEY_FRAMES_DIR: tests/protocol_frames checks them.
function(parley_integration_test name)
    parley_add_test(${name} integration TIMEOUT 300 ${ARGN}
        PROPERTIES
            ENVIRONMENT "PARLEY_FRAMES_DIR=${PARLEY_FRAMES_DIR}"
            FIXTURES_REQUIRED frames_folder
            FIXTURES_SETUP frames)
endfunction()

function(parley_fault_test name)
    parley_add_test(${name} fault TIMEOUT 600 ${ARGN})
endfunction()

# Makes a test program and tells ctest of each test in it.
function(parley_add_test name label)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "TIMEOUT" "SOURCES;LIBS;PROPERTIES")
    parley_check_arguments(${label}_test "${name}" "${arg_UNPARSED_ARGUMENTS}" "${arg_SOURCES}")
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE
        "${CMAKE_CURRENT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${name} PRIVATE
        ${arg_LIBS} GTest::gmock GTest::gtest_main parley_options)
    parley_share_pch(${name} _test ${arg_LIBS})
    parley_check_headers(${name}
        FOLDERS "${CMAKE_CURRENT_SOURCE_DIR}" LIBS ${arg_LIBS} GTest::gmock)
    gtest_discover_tests(${name}
        DISCOVERY_MODE PRE_TEST
        WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
        PROPERTIES LABELS ${label} TIMEOUT ${arg_TIMEOUT} ${arg_PROPERTIES})
endfunction()

function(parley_fuzzer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "SOURCE" "LIBS")
    parley_check_arguments(
        parley_fuzzer "${name}" "${arg_UNPARSED_ARGUMENTS}" "${arg_SOURCE}")
    add_executable(${name}_fuzz ${arg_SOURCE})
    target_link_libraries(${name}_fuzz PRIVATE ${arg_LIBS} parley_options)
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
endfunction()

# Lets a target use the precompiled header of its kind: the one with Asio and Beast if it links
# parley_boost, directly or through others.
function(parley_share_pch target suffix)
    set(kind std)
    foreach(library IN LISTS ARGN)
        if(TARGET ${library})
            get_target_property(uses_asio ${library} PARLEY_USES_ASIO)
            if(uses_asio)
                set(kind net)
                set_target_properties(${target} PROPERTIES PARLEY_USES_ASIO TRUE)
            endif()
        endif()
    endforeach()
    if(PARLEY_USE_PCH)
        target_precompile_headers(${target} REUSE_FROM parley_pch_${kind}${suffix})
    endif()
endfunction()

# Compiles each header of the folders on its own, as part of the target parley_headers.
function(parley_check_headers target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FOLDERS;LIBS")
    if(NOT PARLEY_CHECK_HEADERS)
        return()
    endif()
    set(sources)
    foreach(folder IN LISTS arg_FOLDERS)
        cmake_path(RELATIVE_PATH folder BASE_DIRECTORY "${PROJECT_SOURCE_DIR}"
            OUTPUT_VARIABLE place)
        file(GLOB headers CONFIGURE_DEPENDS "${folder}/*.hpp")
        get_property(seen GLOBAL PROPERTY parley_headers_seen)
        list(REMOVE_ITEM headers ${seen})
        set_property(GLOBAL APPEND PROPERTY parley_headers_seen ${headers})
        foreach(header IN LISTS headers)
            cmake_path(GET header STEM name)
            set(source "${PROJECT_BINARY_DIR}/headers/${place}/${name}.cpp")
            file(CONFIGURE OUTPUT "${source}" CONTENT "#include \"${header}\"\n")
            list(APPEND sources "${source}")
        endforeach()
    endforeach()
    if(sources)
        add_library(${target}_headers OBJECT EXCLUDE_FROM_ALL ${sources})
        target_link_libraries(${target}_headers PRIVATE ${arg_LIBS} parley_options)
        target_include_directories(${target}_headers PRIVATE
            $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
        add_dependencies(parley_headers ${target}_headers)
    endif()
endfunction()

# Stops at a misspelt keyword or a missing list of sources.
function(parley_check_arguments function name unparsed sources)
    if(unparsed)
        message(FATAL_ERROR "${function}(${name}): what is \"${unparsed}\"?")
    endif()
    if(NOT sources)
        message(FATAL_ERROR "${function}(${name}): no sources")
    endif()
endfunction()
