# Everything that we take from Debian 12, found once. Use the targets named here in LIBS:
#   Boost::headers (Boost.System, Boost.URL-free parts), parley_boost (Asio and Beast)
#   spdlog::spdlog  fmt::fmt  nlohmann_json::nlohmann_json  simdjson::simdjson
#   tomlplusplus::tomlplusplus  CLI11::CLI11  SQLite::SQLite3  OpenSSL::Crypto
#   PkgConfig::sodium  ICU::uc  GTest::gtest  GTest::gmock  Threads::Threads

# Like find_package, but says which Debian package is missing. What follows the package's name is
# given to find_package.
macro(parley_find debian_package name)
    find_package(${name} ${ARGN} QUIET)
    if(NOT ${name}_FOUND)
        message(FATAL_ERROR
            "${name} was not found. Debian has it in ${debian_package}; "
            "`tools/dev install-deps` installs all that is needed.")
    endif()
endmacro()

parley_find(libc6-dev Threads)
parley_find(libboost1.81-dev Boost 1.81 CONFIG)
parley_find(libfmt-dev fmt CONFIG)
parley_find(libspdlog-dev spdlog CONFIG)
parley_find(nlohmann-json3-dev nlohmann_json CONFIG)
parley_find(libsimdjson-dev simdjson CONFIG)
parley_find(libtomlplusplus-dev tomlplusplus CONFIG)
parley_find(libcli11-dev CLI11 CONFIG)
parley_find(libsqlite3-dev SQLite3)
parley_find(libssl-dev OpenSSL COMPONENTS Crypto)
parley_find(libicu-dev ICU COMPONENTS uc)
parley_find(pkg-config PkgConfig)

pkg_check_modules(sodium QUIET IMPORTED_TARGET libsodium)
if(NOT sodium_FOUND)
    message(FATAL_ERROR "libsodium was not found. Debian has it in libsodium-dev; "
        "`tools/dev install-deps` installs all that is needed.")
endif()

if(PARLEY_BUILD_TESTS AND NOT PARLEY_BUILD_FUZZERS)
    parley_find("libgtest-dev and libgmock-dev" GTest CONFIG)
    parley_find(python3 Python3 COMPONENTS Interpreter)
    include(GoogleTest)
endif()
