// Requests that must be refused, over a plain socket and over TLS: nobody may read them in two ways.
#pragma once

#include <string>
#include <vector>

namespace slipway::serve {

struct HostileCase {
  std::string bytes;
  int status = 400;
};

inline std::string chunked(const std::string& chunks) {
  return "POST /inline HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
}

// Where does the body end?
inline void add_lengths(std::vector<HostileCase>& all) {
  for (const char* headers : {"Content-Length: 3\r\nContent-Length: 4\r\n",
                              "Content-Length: 3\r\nContent-Length: 3\r\n",
                              "Content-Length: 3, 3\r\n",
                              "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
                              "Content-Length: -1\r\n",
                              "Content-Length: +3\r\n",
                              "Content-Length: 3x\r\n",
                              "Content-Length: 0x3\r\n",
                              "Content-Length: \r\n",
                              "Content-Length: 99999999999999999999\r\n",
                              "Content-Length : 3\r\n",
                              "Content-Length\t: 3\r\n",
                              "Content-Length\r\n: 3\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                              "Transfer-Encoding: gzip, chunked\r\n",
                              "Transfer-Encoding: chunked, chunked\r\n",
                              "Transfer-Encoding: identity\r\n",
                              "Transfer-Encoding: xchunked\r\n",
                              "Transfer-Encoding: chunked;q=1\r\n",
                              "Transfer-Encoding: \x0b"
                              "chunked\r\n",
                              "Transfer-Encoding: \"chunked\"\r\n",
                              "Transfer-Encoding : chunked\r\n"})
    all.push_back({std::string("POST /inline HTTP/1.1\r\nHost: x\r\n") + headers + "\r\nabc"});
  all.push_back(
      {"POST /inline HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"});
}

// Where does a chunk end?
inline void add_chunks(std::vector<HostileCase>& all) {
  for (const char* chunks :
       {"x\r\nabc\r\n0\r\n\r\n", "-1\r\na\r\n", "3\r\nabcd\r\n0\r\n\r\n", "ffffffffffffffffff\r\n",
        "10000000000000003\r\nabc\r\n0\r\n\r\n", "\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "3\nabc\n0\n\n",
        "3 \nabc\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n"})
    all.push_back({chunked(chunks)});
  all.push_back({chunked("fffffffffffffff0\r\nabc"), 413});
  all.push_back({chunked("7fffffff\r\nabc"), 413});
}

// Where does a line end, and whose is it?
inline void add_lines(std::vector<HostileCase>& all) {
  for (const char* text : {"GET\r\n\r\n",
                           "GET /\r\n\r\n",
                           "GET / HTTP/9.9\r\n\r\n",
                           "GET  / HTTP/1.1\r\n\r\n",
                           "G\x01T / HTTP/1.1\r\n\r\n",
                           "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                           "GET / HTTP/1.1\r\nX: \x01\r\n\r\n",
                           "GET / HTTP/1.1\nHost: x\n\n",
                           "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
                           "GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
                           "GET / HTTP/1.1\r\nHost: x\r\r\n\r\n",
                           "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
                           "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
                           "GET / HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n",
                           "GET / HTTP/1.1\r\n\r\n",
                           "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                           "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
                           "GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n",
                           "GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n",
                           "GET /\x7f HTTP/1.1\r\nHost: x\r\n\r\n",
                           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                           "\x16\x03\x01 hello\r\n\r\n"})
    all.push_back({text});
  using namespace std::string_literals;
  all.push_back({"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"s});
  all.push_back({"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"s});
}

inline std::vector<HostileCase> hostile_cases() {
  std::vector<HostileCase> all;
  add_lengths(all), add_chunks(all), add_lines(all);
  // How much is too much?
  all.push_back(
      {"GET /inline HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431});
  all.push_back({"GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n", 431});
  std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 5'000; ++i) many += "X: y\r\n";
  all.push_back({many + "\r\n", 431});
  return all;
}

}  // namespace slipway::serve
