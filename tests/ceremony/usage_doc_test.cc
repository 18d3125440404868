// docs/usage.md is what the built program says of itself.

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "base/file.h"

namespace usage_doc_test {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe.get())) {
    text.append(part.data(), size);
  }
  return text;
}

TEST(UsageDoc, IsWhatTheProgramSays) {
  const std::string said = output_of("\"" PYX_PROGRAM "\" --help-all");
  ASSERT_FALSE(said.empty());
  const auto page = pyx::read_file(PYX_SOURCE_DIR "/docs/usage.md");
  EXPECT_TRUE(page.ok() && pyx::to_text(*page) == said)
      << "docs/usage.md is not what pyx says; make it anew and read the difference:\n  "
      << PYX_PROGRAM << " --help-all > " << PYX_SOURCE_DIR << "/docs/usage.md";
}

}  // namespace usage_doc_test
