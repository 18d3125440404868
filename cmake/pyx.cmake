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

# Up to `most` sources are read by the compiler as one: what they all include is parsed once. Not in Debug, which shows
# a source that leans on its neighbour, and whose commands clang-tidy takes.
function(pyx_compile_together target most)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${most})
  endif()
endfunction()

# pyx_library(NAME SOURCES a.cc b.cc DEPS pyx::base ... [APART c.cc]): a static library, also as pyx::NAME. APART: of
# SOURCES, those with a name in their anonymous namespace that another one has too.
function(pyx_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;APART" ${ARGN})
  add_library(pyx_${name} STATIC ${ARG_SOURCES})
  add_library(pyx::${name} ALIAS pyx_${name})
  target_link_libraries(pyx_${name} PUBLIC pyx_options ${ARG_DEPS})
  pyx_compile_together(pyx_${name} 12)
  set_source_files_properties(${ARG_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
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

# pyx_test(NAME DEPS pyx::base ... [LABELS token] [ALONE]): the tests in tests/<this folder>/NAME.cc, under that
# path as their name, run in a process of their own. The tests of a folder that have the same SOURCES are one program,
# <folder>_tests, <folder>_tests_2, …, with the DEPS of all of them, whose sources are compiled together (decision 53);
# the target <folder>_NAME builds the right one. ALONE: a program of its own.
function(pyx_test name)
  cmake_parse_arguments(ARG "ALONE" "TIMEOUT" "DEPS;LABELS;SOURCES;ENVIRONMENT" ${ARGN})
  if(NOT PYX_TESTS)
    return()
  endif()
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" prefix "${folder}_")
  if(folder STREQUAL "")
    set(prefix "")
  endif()
  if(ARG_ALONE)
    set(program ${prefix}${name})
    pyx_test_program(${program} TESTS ${name} DEPS ${ARG_DEPS} SOURCES ${ARG_SOURCES})
  else()
    pyx_join_test_program(${prefix} ${name} "${ARG_DEPS}" "${ARG_SOURCES}")
  endif()
  add_test(NAME ${folder}/${name} COMMAND ${program} --tests-of=${name}.cc)
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if("token" IN_LIST ARG_LABELS)
    list(APPEND ARG_ENVIRONMENT ${PYX_TOKEN_ENVIRONMENT})
  endif()
  # A killed process loses nothing that it wrote: memory does, and does not wait for a disk.
  if(IS_DIRECTORY /dev/shm AND NOT ARG_ENVIRONMENT MATCHES "TMPDIR=")
    list(APPEND ARG_ENVIRONMENT "TMPDIR=/dev/shm")
  endif()
  set_tests_properties(${folder}/${name} PROPERTIES
    TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}" ENVIRONMENT "${ARG_ENVIRONMENT}")
endfunction()

# Adds a test to the program of those that need the same, and gives that as `program` to its caller.
function(pyx_join_test_program prefix name deps sources)
  string(SHA1 needs "${sources}")
  get_property(programs DIRECTORY PROPERTY PYX_TEST_PROGRAMS)
  get_property(program DIRECTORY PROPERTY PYX_PROGRAM_${needs})
  if(NOT program)
    list(LENGTH programs before)
    math(EXPR number "${before} + 1")
    set(program ${prefix}tests)
    if(before)
      string(APPEND program _${number})
    endif()
    set_property(DIRECTORY PROPERTY PYX_PROGRAM_${needs} ${program})
    set_property(DIRECTORY APPEND PROPERTY PYX_TEST_PROGRAMS ${program})
    set_property(DIRECTORY PROPERTY PYX_SOURCES_OF_${program} ${sources})
    if(NOT programs)
      cmake_language(DEFER CALL pyx_make_test_programs)
    endif()
  endif()
  set_property(DIRECTORY APPEND PROPERTY PYX_TESTS_OF_${program} ${name})
  set_property(DIRECTORY APPEND PROPERTY PYX_DEPS_OF_${program} ${deps})
  add_custom_target(${prefix}${name} DEPENDS ${program})
  set(program ${program} PARENT_SCOPE)
endfunction()

# At the end of a folder, when all of its tests are known.
function(pyx_make_test_programs)
  get_property(programs DIRECTORY PROPERTY PYX_TEST_PROGRAMS)
  foreach(program IN LISTS programs)
    foreach(what IN ITEMS TESTS DEPS SOURCES)
      get_property(${what} DIRECTORY PROPERTY PYX_${what}_OF_${program})
    endforeach()
    list(REMOVE_DUPLICATES DEPS)
    pyx_test_program(${program} TESTS ${TESTS} DEPS ${DEPS} SOURCES ${SOURCES})
  endforeach()
endfunction()

function(pyx_test_program program)
  cmake_parse_arguments(ARG "" "" "TESTS;DEPS;SOURCES" ${ARGN})
  list(TRANSFORM ARG_TESTS APPEND .cc)
  add_executable(${program} ${ARG_TESTS} ${ARG_SOURCES})
  target_link_libraries(${program} PRIVATE pyx_options ${ARG_DEPS} pyx::test_main)
  if(NOT "pyx::no_crash_points" IN_LIST ARG_DEPS)
    target_link_libraries(${program} PRIVATE pyx::crash_point_hook)
  endif()
  pyx_compile_as_test(${program})
  pyx_compile_together(${program} 36)
  if(program MATCHES "^(custody|ceremony|system)_")
    target_precompile_headers(${program} REUSE_FROM pyx_custody_test_headers)
  else()
    target_precompile_headers(${program} REUSE_FROM pyx_test_main)
  endif()
  target_compile_definitions(${program} PRIVATE
    PYX_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PYX_BINARY_DIR="${PROJECT_BINARY_DIR}")
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
