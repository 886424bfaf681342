# Every third-party library, named once, with why. Versions are those of Debian 12, and the wheels
# pinned in tools/requirements.txt. A library of LIBS in a room's CMakeLists.txt is used in .cc files only.
find_package(Python3 REQUIRED COMPONENTS Interpreter)  # development only: checks, and where the wheels are
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)        # 9.1: text formatting
find_package(GTest REQUIRED)      # 1.12: tests
find_package(yaml-cpp REQUIRED)   # 0.7: slipway.yaml, MLmodel
find_package(simdjson REQUIRED)   # 3.0: reading JSON
find_package(RapidJSON REQUIRED)  # 1.1: writing JSON; headers only
add_library(RapidJSON::headers INTERFACE IMPORTED GLOBAL)
target_include_directories(RapidJSON::headers SYSTEM INTERFACE ${RAPIDJSON_INCLUDE_DIRS})
find_path(FLATBUFFERS_INCLUDE flatbuffers/flatbuffers.h REQUIRED)
find_program(FLATC flatc REQUIRED)  # 2.0: CatBoost's .cbm files; headers only, and the compiler of the schema
add_library(Flatbuffers::headers INTERFACE IMPORTED GLOBAL)
target_include_directories(Flatbuffers::headers SYSTEM INTERFACE ${FLATBUFFERS_INCLUDE})
find_package(SQLite3 REQUIRED)    # 3.40: tables and ledger without a service
find_package(ZLIB REQUIRED)       # 1.2: joblib and gzip files
find_package(BZip2 REQUIRED)      # 1.0: joblib
find_package(LibLZMA REQUIRED)    # 5.4: joblib (xz, lzma)
find_package(CLI11 REQUIRED)      # 2.1: the command line
find_package(Boost 1.81 EXACT REQUIRED)  # Beast and Asio: the HTTP server and loads on it; Histogram: latencies
find_package(PkgConfig REQUIRED)
pkg_check_modules(lz4 REQUIRED IMPORTED_TARGET liblz4)        # 1.9: joblib
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)      # 1.5: request and answer bodies
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)  # 1.0: the text form of metrics
pkg_check_modules(nettle REQUIRED IMPORTED_TARGET nettle)  # 3.8: SHA-256 by the processor's own instructions
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)  # 1.0: random numbers, comparing in constant time, base64
pkg_check_modules(minizip REQUIRED IMPORTED_TARGET minizip)  # 1.1, zlib's own: zip archives
pkg_check_modules(pcre2 REQUIRED IMPORTED_TARGET libpcre2-8)  # 10.42: the token patterns of text models
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)  # 2.8: Unicode 15.0: case, accents, what is a letter
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)  # 0.8: content identity, checksums of the queue

find_package(OpenSSL 3.0 REQUIRED)  # TLS, signatures of tokens; for modules only
find_package(Protobuf REQUIRED)  # 3.21: messages of gRPC
pkg_check_modules(grpc REQUIRED IMPORTED_TARGET grpc++)  # 1.51: the gRPC port; for modules only
find_library(GRPC_REFLECTION grpc++_reflection REQUIRED)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

# Arrow C++ (Parquet, IPC, codecs) from the pinned pyarrow wheel: for modules only, never for the core.
execute_process(COMMAND ${Python3_EXECUTABLE} -c "import importlib.util as u; print(u.find_spec('pyarrow').submodule_search_locations[0])"
  OUTPUT_VARIABLE PYARROW OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${PYARROW}/include/arrow/util/config.h _line REGEX "ARROW_SO_VERSION")
string(REGEX MATCH "[0-9]+" _so ${_line})
foreach(lib arrow parquet)
  add_library(Arrow::${lib} SHARED IMPORTED GLOBAL)
  set_target_properties(Arrow::${lib} PROPERTIES IMPORTED_LOCATION ${PYARROW}/lib${lib}.so.${_so}
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${PYARROW}/include INTERFACE_INCLUDE_DIRECTORIES ${PYARROW}/include)
endforeach()
set(ARROW_FILES ${PYARROW}/libarrow.so.${_so} ${PYARROW}/libparquet.so.${_so})
