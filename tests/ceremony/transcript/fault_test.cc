#include "ceremony/transcript/fault.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "base/file.h"

namespace pyx::ceremony::transcript {
namespace fault_test {

using ::testing::HasSubstr;

TEST(FaultKinds, AreNamedOnceAndStandOnTheirPage) {
  const std::string page =
      pyx::to_text(read_file(PYX_SOURCE_DIR "/docs/formats/ceremony-transcript.md").value());
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kFaultKinds; ++i) {
    const std::string_view name = to_text(static_cast<FaultKind>(i));
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_THAT(page, HasSubstr("**" + std::string(name) + "**"));
  }
  EXPECT_EQ(to_text(FaultKind::kModel), "model");
}

}  // namespace fault_test
}  // namespace pyx::ceremony::transcript
