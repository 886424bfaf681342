# cmake -DCORE=<libslipway_core.so> -P core_links.cmake
# The core links only small libraries, so that the program starts in milliseconds and no library that modules bring
# (Arrow's OpenSSL) can bind to a second copy of itself. Runs after each link of the core; a failure fails the build.
set(allowed "lib(fmt|yaml-cpp|simdjson|sqlite3|z|bz2|lzma|lz4|zstd|nettle|sodium|xxhash|utf8proc|prometheus-cpp-core|pcre2-8|minizip|stdc\\+\\+|gcc_s|m|c|asan|ubsan|tsan)\\.so|ld-linux")
find_program(READELF NAMES readelf eu-readelf REQUIRED)
execute_process(COMMAND ${READELF} -dW ${CORE} OUTPUT_VARIABLE out COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*" needed "${out}")
foreach(line IN LISTS needed)
  if(NOT line MATCHES "${allowed}")
    file(REMOVE ${CORE})  # else the next build would find it up to date
    message(FATAL_ERROR "the core may not link this; make its folder a module: ${line}")
  endif()
endforeach()
