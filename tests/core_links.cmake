# cmake -DCORE=<libslipway_core.so> -P core_links.cmake
set(allowed "lib(fmt|yaml-cpp|simdjson|sqlite3|z|bz2|lzma|lz4|sodium|xxhash|stdc\\+\\+|gcc_s|m|c|asan|ubsan|tsan)\\.so|ld-linux")
execute_process(COMMAND readelf -dW ${CORE} OUTPUT_VARIABLE out COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*" needed "${out}")
foreach(line IN LISTS needed)
  if(NOT line MATCHES "${allowed}")
    message(SEND_ERROR "the core may not link this; make its folder a module: ${line}")
  endif()
endforeach()
