// Runs a fuzz target over the files of a folder, and over the first half and all but the last byte
// of each: what libFuzzer would do first. Fails if the folder is empty, or as the target does.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]), 2;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (const std::size_t size :
         {bytes.size(), bytes.size() / 2, bytes.size() - (bytes.empty() ? 0 : 1)})
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
    ++files;
  }
  std::printf("%d files\n", files);
  return files == 0 ? 1 : 0;
}
