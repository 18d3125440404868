#include "ceremony/cli/known_checkpoint.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace known_checkpoint_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::MemoryAccess;
using pyx::testing::MemoryVault;
using pyx::testing::must;

class KnownCheckpoint : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& content) {
    const auto path = folder_.path() / "checkpoint";
    must(write_file(path, as_bytes(content), Overwrite::kYes));
    return path;
  }
  MemoryVault vault_;
  MemoryAccess access_{vault_};
  pyx::testing::TempFolder folder_;
};

TEST_F(KnownCheckpoint, IsThatOfTheFileThatAWitnessHas) {
  const auto witnessed = file(vault_.checkpoint());
  const std::uint64_t size = vault_.leaves().size();
  vault_.new_key("p-256");
  const auto known = must(checkpoint_to_go_on_from(access_, witnessed));
  EXPECT_EQ(known.size, size);
  EXPECT_EQ(known.root, vault_.root_at(size));
}
TEST_F(KnownCheckpoint, BehindAServerIsTheNewestIfNoneIsGiven) {
  vault_.new_key("p-256");
  const auto known = must(checkpoint_to_go_on_from(access_, std::nullopt));
  EXPECT_EQ(known.size, vault_.leaves().size());
  EXPECT_EQ(known.root, vault_.root_at(known.size));
}
TEST_F(KnownCheckpoint, OfAnotherVaultOrOfNothingIsRefused) {
  EXPECT_THAT(checkpoint_to_go_on_from(access_, file(MemoryVault().checkpoint())),
              FailsSaying(Code::kBadInput, "another vault"));
  EXPECT_THAT(checkpoint_to_go_on_from(access_, file("a letter\n")), FailsWith(Code::kBadInput));
  EXPECT_THAT(checkpoint_to_go_on_from(access_, folder_.path() / "none"),
              FailsWith(Code::kNotFound));
}

}  // namespace known_checkpoint_test
}  // namespace pyx::ceremony
