// docs/usage.md is what the built program says of itself.

#include <gmock/gmock.h>

#include <string>

#include "base/file.h"
#include "tests/support/output_of.h"

namespace usage_doc_test {

using pyx::testing::output_of;

TEST(UsageDoc, IsWhatTheProgramSays) {
  const std::string said = output_of("\"" PYX_PROGRAM "\" --help-all");
  ASSERT_FALSE(said.empty());
  const auto page = pyx::read_file(PYX_SOURCE_DIR "/docs/usage.md");
  EXPECT_TRUE(page.ok() && pyx::to_text(*page) == said)
      << "docs/usage.md is not what pyx says; make it anew and read the difference:\n  "
      << PYX_PROGRAM << " --help-all > " << PYX_SOURCE_DIR << "/docs/usage.md";
}

}  // namespace usage_doc_test
