# The two functions that every folder uses: pyx_library and pyx_test.

add_library(pyx_options INTERFACE)
target_include_directories(pyx_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(pyx_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Werror
  -fstack-protector-strong -fvisibility=hidden)
target_compile_definitions(pyx_options INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ALLOW_DEPRECATED_HEADERS BOOST_ASIO_DISABLE_BOOST_COROUTINE)
# When optimising, g++ 12 sees overlaps and overruns in std::string and std::vector that are not there (GCC bugs 105651, 105329,
# 107852); the debug and sanitizer builds look for the real ones.
target_compile_options(pyx_options INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-array-bounds>)
# Under a sanitizer g++ sees uninitialised members of variants and optionals that are never read.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  target_compile_options(pyx_options INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(pyx_options INTERFACE
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:PYX_IS_A_TEST>>>:-D_FORTIFY_SOURCE=2>)
  target_link_options(pyx_options INTERFACE -Wl,-z,relro,-z,now)
endif()
# A package holds no path of the machine that built it: the same sources give the same bytes.
if(PYX_PACKAGE)
  target_compile_options(pyx_options INTERFACE
    -ffile-prefix-map=${PROJECT_BINARY_DIR}=build -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
  target_link_options(pyx_options INTERFACE -Wl,--as-needed)  # depends on what is used, no more
endif()

# libFuzzer steers by what the code that it calls has run; the sanitizers tell what went wrong there.
if(PYX_FUZZ)
  add_compile_options(-O1 -g1 -fno-omit-frame-pointer -fno-sanitize-recover=all
    -fsanitize=fuzzer-no-link,address,undefined)
  add_link_options(-fsanitize=fuzzer-no-link,address,undefined)
endif()

# pyx_library(NAME SOURCES a.cc b.cc DEPS pyx::base ...): a static library, also as pyx::NAME.
function(pyx_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(pyx_${name} STATIC ${ARG_SOURCES})
  add_library(pyx::${name} ALIAS pyx_${name})
  target_link_libraries(pyx_${name} PUBLIC pyx_options ${ARG_DEPS})
  pyx_read_common_headers_once(${name})
endfunction()

# What nearly every source reads is precompiled, once for all libraries that ship; in Release only: the other
# builds show the header that a source forgot to name.
function(pyx_read_common_headers_once name)
  set(tests ${PROJECT_SOURCE_DIR}/tests)
  cmake_path(IS_PREFIX tests ${CMAKE_CURRENT_SOURCE_DIR} is_of_tests)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Release" OR is_of_tests)
    return()
  endif()
  if(name STREQUAL "base")
    target_precompile_headers(pyx_base PRIVATE
      <algorithm> <array> <chrono> <condition_variable> <filesystem> <functional> <map> <memory> <mutex>
      <optional> <set> <span> <string> <string_view> <utility> <variant> <vector>
      <boost/json/array.hpp> <boost/json/object.hpp> <boost/json/value.hpp>)
  else()
    target_precompile_headers(pyx_${name} REUSE_FROM pyx_base)
  endif()
endfunction()

# A test's own source is compiled once and run once: not optimised, and GoogleTest's headers are read
# once for all of them. What it tests is compiled as it ships.
function(pyx_compile_as_test target)
  set_target_properties(${target} PROPERTIES PYX_IS_A_TEST ON)
  target_compile_options(${target} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-O0>)
  if(PYX_MOLD)
    target_link_options(${target} PRIVATE -fuse-ld=mold)
  endif()
endfunction()

# What the sanitizers are told in tests that load a PKCS#11 module.
set(PYX_TOKEN_ENVIRONMENT
  "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/foreign_leaks.txt:print_suppressions=0"
  "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/foreign_races.txt")

# pyx_test(NAME DEPS pyx::base ... [LABELS token]): tests/<this folder>/NAME.cc as one test program.
# Runs with the folder's path as its name, in a fresh working directory of its own.
function(pyx_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "DEPS;LABELS;SOURCES;ENVIRONMENT" ${ARGN})
  if(NOT PYX_TESTS)
    return()
  endif()
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" target "${folder}_${name}")
  if(folder STREQUAL "")
    set(target "${name}")
  endif()
  add_executable(${target} ${name}.cc ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE pyx_options ${ARG_DEPS} pyx::test_main)
  pyx_compile_as_test(${target})
  if(folder MATCHES "^(custody|ceremony|system)")
    target_precompile_headers(${target} REUSE_FROM pyx_custody_test_headers)
  else()
    target_precompile_headers(${target} REUSE_FROM pyx_test_main)
  endif()
  target_compile_definitions(${target} PRIVATE
    PYX_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PYX_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${folder}/${name} COMMAND ${target})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if("token" IN_LIST ARG_LABELS)
    list(APPEND ARG_ENVIRONMENT ${PYX_TOKEN_ENVIRONMENT})
  endif()
  set_tests_properties(${folder}/${name} PROPERTIES
    TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}" ENVIRONMENT "${ARG_ENVIRONMENT}")
endfunction()

# pyx_manual(PAGE PROGRAM [WORDS]): the page that a program prints of itself, made when the program is
# built, in <build>/man; installed compressed, without a date, so that the same sources give the same.
function(pyx_manual page program)
  string(REGEX REPLACE "^.*\\." "" section ${page})
  set(file ${PROJECT_BINARY_DIR}/man/${page})
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/man)
  add_custom_command(OUTPUT ${file} ${file}.gz
    COMMAND ${program} --man ${ARGN} > ${file}
    COMMAND gzip -9nc ${file} > ${file}.gz
    DEPENDS ${program} VERBATIM)
  add_custom_target(manual_${page} ALL DEPENDS ${file} ${file}.gz)
  install(FILES ${file}.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endfunction()
