#include "custody/freshness/witness.h"

#include "base/file.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {
namespace witness_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::must;
using pyx::testing::TestKey;

class Witness : public ::testing::Test {
 protected:
  Result<WitnessedHead> read(const std::string& text) {
    must(write_file(file_, as_bytes(text), Overwrite::kYes));
    return read_witness(file_, vault_.books().vault, {vault_.books().log_public_key});
  }
  pyx::testing::MemoryVault vault_;
  pyx::testing::TempFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "checkpoint";
};

TEST_F(Witness, ACheckpointOfTheLogKeyIsKnown) {
  const auto head = must(read(vault_.checkpoint()));
  EXPECT_TRUE(head.is_signed);
  EXPECT_EQ(head.checkpoint.size, vault_.leaves().size());
}
TEST_F(Witness, OneOfAnotherKeyIsReadAndSaidToBeUnsigned) {
  const TestKey other(KeyType::kEd25519);
  EXPECT_FALSE(must(read(vault_.checkpoint(&other))).is_signed);
}
TEST_F(Witness, OfAnotherLogOrNoCheckpointOrNotThereIsRefused) {
  const pyx::testing::MemoryVault other;
  EXPECT_THAT(read(other.checkpoint()), FailsSaying(Code::kBadInput, "another log"));
  EXPECT_THAT(read("hello\n"), FailsWith(Code::kBadInput));
  EXPECT_THAT(read(std::string(70000, 'x')), FailsWith(Code::kBadInput));
  EXPECT_THAT(read_witness(folder_.path() / "none", vault_.books().vault, {}),
              FailsWith(Code::kNotFound));
}

}  // namespace witness_test
}  // namespace pyx::custody
