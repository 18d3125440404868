#include "ceremony/exported_log.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/file.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/tiles.h"
#include "tests/ceremony/cli/room.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace exported_log_test {

using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::RefusedBy;
using testing::Room;

// The log of a vault that was founded just now, and frozen once: two leaves.
class ExportedLog : public ::testing::Test {
 protected:
  ExportedLog() {
    vault_ = sha256_from_hex(room_.found()).value();
    EXPECT_EQ(room_.run_as("dave", {"freeze", "--target", "all"}), ExitCode::kDone);
    EXPECT_EQ(room_.run_with_pin({"log", "export", folder_.string()}), ExitCode::kDone)
        << room_.desk.words();
    std::string vkey = to_text(read_file(folder_ / "log.vkey").value());
    if (vkey.ends_with('\n')) vkey.pop_back();
    key_ = custody::parse_vkey(vkey).value();
  }
  Result<ProvenLeaf> leaf(std::uint64_t index) {
    return exported_leaf(folder_, *key_, vault_, index);
  }
  std::filesystem::path tile(bool entries) const {
    custody::TileName name;
    name.entries = entries;
    name.width = 2;
    return folder_ / custody::tile_path(name);
  }
  static void spoil(const std::filesystem::path& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40);  // in the first leaf, or in the hash of the second
    file.put('\x7f');
  }
  Room room_;
  std::filesystem::path folder_ = room_.desk.folder() / "export";
  Sha256 vault_{};
  std::optional<custody::NoteKey> key_;
};

TEST_F(ExportedLog, GivesALeafWithItsProofChecked) {
  const auto found = leaf(0);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(custody::leaf_kind(custody::parse_leaf(found->bytes).value()), "genesis");
  EXPECT_EQ(found->checkpoint.size, 2U);
}

TEST_F(ExportedLog, EndsBeforeALeafThatItDoesNotHave) {
  EXPECT_THAT(leaf(2), RefusedBy("LOG-WHOLE"));
}

TEST_F(ExportedLog, OfAnotherVaultIsRefused) {
  vault_[0] ^= 1;
  EXPECT_THAT(leaf(0), RefusedBy("LOG-WHOLE"));
}

TEST_F(ExportedLog, SignedByAnotherKeyIsRefused) {
  key_ = custody::parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
             .value();
  EXPECT_THAT(leaf(0), RefusedBy("LOG-WHOLE"));
}

TEST_F(ExportedLog, WithAChangedLeafIsRefused) {
  spoil(tile(true));
  EXPECT_THAT(leaf(0), RefusedBy("LOG-WHOLE"));
}

TEST_F(ExportedLog, WithAChangedHashIsRefused) {
  spoil(tile(false));
  EXPECT_THAT(leaf(0), RefusedBy("LOG-WHOLE"));
}

TEST_F(ExportedLog, WithoutATileIsRefused) {
  std::filesystem::remove(tile(true));
  EXPECT_THAT(leaf(0), RefusedBy("LOG-WHOLE"));
}

TEST_F(ExportedLog, WithACheckpointThatIsNoneIsRefused) {
  ASSERT_THAT(write_file(folder_ / "checkpoint", as_bytes("checkpoint"), Overwrite::kYes), IsOk());
  EXPECT_THAT(leaf(0), RefusedBy("LOG-WHOLE"));
}

TEST_F(ExportedLog, ThatIsNotThereIsNotFound) {
  std::filesystem::remove(folder_ / "checkpoint");
  EXPECT_THAT(leaf(0), FailsWith(Code::kNotFound));
}

}  // namespace exported_log_test
}  // namespace pyx::ceremony
