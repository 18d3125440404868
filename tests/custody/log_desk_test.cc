#include "custody/log_desk.h"

#include "custody/evidence/checkpoint.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/tiles.h"
#include "tests/custody/stored_vault.h"
#include "tests/support/scripted_token.h"
#include "tests/support/token_stub.h"

namespace pyx::custody {
namespace log_desk_test {

using pyx::testing::device_error;
using pyx::testing::FailsWith;
using pyx::testing::FailsWithCkr;
using pyx::testing::must;
using pyx::testing::ScriptedToken;
using pyx::testing::TokenStub;

class AtTheLogDesk : public ::testing::Test {
 protected:
  AtTheLogDesk() {
    script_.sign = [this](std::span<const pkcs11::SignJob> jobs) -> Result<std::vector<Bytes>> {
      ++signed_;
      std::vector<Bytes> signatures;
      for (const auto& job : jobs) {
        EXPECT_EQ(job.scheme, Scheme::kEd25519);
        EXPECT_EQ(job.key, vault_.memory.books().log_key);
        signatures.push_back(vault_.memory.log_key().sign(job.input));
      }
      return signatures;
    };
  }
  Result<std::unique_ptr<pkcs11::Token>> open_token() const {
    return std::unique_ptr<pkcs11::Token>(std::make_unique<ScriptedToken>(
        script_, std::make_unique<TokenStub>(binding_.token(), binding_.marker)));
  }
  void add_leaves(unsigned many) {
    auto writer = must(vault_.log().write());
    for (unsigned i = 0; i < many; ++i) {
      const RequestLeaf leaf = vault_.memory.request("issuer", Uuid::v7(vault_.memory.clock.now()));
      must(writer.stage_request(leaf, {leaf.client, leaf.key, leaf.request}));
    }
    must(writer.commit());
  }
  std::vector<Sha256> hashes() {
    std::vector<Sha256> all;
    for (const Bytes& leaf : vault_.leaf_bytes()) all.push_back(leaf_hash(leaf));
    return all;
  }
  // Of all leaves there are, by the present log key.
  void expect_whole(const std::string& checkpoint) {
    const SignedNote note = must(parse_note(checkpoint));
    EXPECT_TRUE(signed_by(note, desk_.log_key()));
    const Checkpoint head = must(parse_checkpoint(note.text));
    EXPECT_EQ(head.origin, log_origin(vault_.memory.books().vault));
    EXPECT_EQ(head.size, hashes().size());
    EXPECT_EQ(head.root, merkle_root(hashes()));
  }

  pyx::testing::StoredVault vault_;
  pyx::testing::TokenScript script_;
  const TokenBinding binding_ = vault_.memory.books().binding;
  VaultToken token_{[this](const std::string&) { return open_token(); }, "", binding_};
  LogDesk desk_{vault_.log(), vault_.store(), token_};
  unsigned signed_ = 0;
};

// LOG-WHOLE
TEST_F(AtTheLogDesk, ACheckpointCoversEveryLeafThereIs) {
  expect_whole(must(desk_.checkpoint()));
  add_leaves(300);
  expect_whole(must(desk_.checkpoint()));
}
TEST_F(AtTheLogDesk, WithoutNewsTheNewestCheckpointIsGivenAgainWithoutTheToken) {
  add_leaves(3);
  const std::string first = must(desk_.checkpoint());
  EXPECT_EQ(must(desk_.checkpoint()), first);
  EXPECT_EQ(signed_, 1U);
}
TEST_F(AtTheLogDesk, AfterARotationTheNewLogKeySigns) {
  const NoteKey former = desk_.log_key();
  must(desk_.checkpoint());
  vault_.memory.done(LogRotate{Uuid::v7(vault_.memory.clock.now())});
  vault_.carry_over();
  EXPECT_NE(desk_.log_key().vkey(), former.vkey());
  const std::string checkpoint = must(desk_.checkpoint());
  expect_whole(checkpoint);
  EXPECT_FALSE(signed_by(must(parse_note(checkpoint)), former));
}
TEST_F(AtTheLogDesk, ASignatureByAnotherKeyNeverLeaves) {
  const auto right = script_.sign;
  const pyx::testing::TestKey another(KeyType::kEd25519);
  script_.sign = [&](std::span<const pkcs11::SignJob> jobs) -> Result<std::vector<Bytes>> {
    return std::vector<Bytes>{another.sign(jobs.front().input)};
  };
  EXPECT_THAT(desk_.checkpoint(), FailsWith(Code::kToken));
  EXPECT_THAT(desk_.checkpoint(), FailsWith(Code::kToken));
  EXPECT_EQ(must(vault_.store().note("checkpoint")), std::nullopt);
  script_.sign = right;
  expect_whole(must(desk_.checkpoint()));
}
// What a start would trust is on the disk before anybody hears of it.
TEST_F(AtTheLogDesk, ACheckpointThatCouldNotBeKeptIsNotTheNewest) {
  vault_.store().fail_next_note();
  EXPECT_THAT(desk_.checkpoint(), FailsWith(Code::kStore));
  const std::string kept = must(desk_.checkpoint());
  expect_whole(kept);
  EXPECT_EQ(must(vault_.store().note("checkpoint")), kept);
}
TEST_F(AtTheLogDesk, TheTokensErrorIsPassedOn) {
  script_.sign = [](auto) { return device_error("C_Sign"); };
  constexpr unsigned long kDeviceError = 0x30;
  EXPECT_THAT(desk_.checkpoint(), FailsWithCkr(kDeviceError));
}

TEST_F(AtTheLogDesk, EveryTileOfTheTreeIsServedAndHoldsItsHashes) {
  add_leaves(599);  // two full tiles, and one of 88
  const auto all = hashes();
  const std::span<const Sha256> view(all);
  for (const TileName& name : tiles_of(all.size())) {
    SCOPED_TRACE(tile_path(name));
    const Bytes tile = must(desk_.tile(tile_path(name)));
    const std::uint64_t first = name.index * kTileWidth;
    if (name.entries) {
      const auto leaves = must(parse_entries(tile));
      ASSERT_EQ(leaves.size(), name.width);
      for (std::size_t i = 0; i < leaves.size(); ++i)
        EXPECT_EQ(leaf_hash(leaves[i]), all[first + i]);
      continue;
    }
    const auto got = must(parse_hash_tile(tile));
    ASSERT_EQ(got.size(), name.width);
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i], name.level == 0
                            ? all[first + i]
                            : merkle_root(view.subspan((first + i) * kTileWidth, kTileWidth)));
    }
  }
}
TEST_F(AtTheLogDesk, ATileOfAnEarlierSizeIsServedStill) {
  add_leaves(19);
  EXPECT_EQ(must(desk_.tile("tile/0/000.p/7")).size(), 7 * kSha256Bytes);
  EXPECT_EQ(must(parse_entries(must(desk_.tile("tile/entries/000.p/20")))).size(), 20U);
}
TEST_F(AtTheLogDesk, ATileBeyondTheTreeIsNotFound) {
  add_leaves(255);
  EXPECT_EQ(must(desk_.tile("tile/0/000")).size(), 256 * kSha256Bytes);
  for (const char* path : {"tile/0/001", "tile/0/001.p/1", "tile/1/000", "tile/1/000.p/2",
                           "tile/2/000.p/1", "tile/entries/001.p/1", "tile/0/x999/999"}) {
    EXPECT_THAT(desk_.tile(path), FailsWith(Code::kNotFound)) << path;
  }
}
TEST_F(AtTheLogDesk, ANameThatNoTileHasIsBadInput) {
  for (const char* path : {"", "tile", "tile/0/0", "tile/0/000.p/0", "tile/0/000.p/256",
                           "tile/8/000", "tile/entries", "tile/0/../000", "checkpoint"}) {
    EXPECT_THAT(desk_.tile(path), FailsWith(Code::kBadInput)) << path;
  }
}

}  // namespace log_desk_test
}  // namespace pyx::custody
