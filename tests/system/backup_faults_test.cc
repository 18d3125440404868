// A full disk and a failing one at each write of the store while holders of shares sit at the
// table. Every time the error is the store's, nothing counts that was not finished, and the same
// people go on under the same act. ACT-ONCE, SHARE-SAFE; traps 8, 10 and 20.

#include <gmock/gmock.h>

#include "custody/acts/share_receipt.h"
#include "custody/shares/share_set_json.h"
#include "pkcs11/open_token.h"
#include "tests/support/store_faults.h"
#include "tests/support/table_acts.h"

namespace pyx::custody {
namespace backup_faults_test {

using pyx::testing::all_faults;
using pyx::testing::BackupTable;
using pyx::testing::EachWrite;
using pyx::testing::FailsWith;
using pyx::testing::Fault;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::objects_of;
using pyx::testing::TableAct;
using ::testing::SizeIs;

// More than an act writes, so that each of its attempts at a restore has a key of its own.
constexpr std::size_t kKeys = kMostBackupKeys;

class TableOnAFaultyDisk : public ::testing::TestWithParam<Fault> {
 protected:
  // Everything that was said to be done is there after a restart, and an outsider believes it.
  ~TableOnAFaultyDisk() override {
    pyx::testing::fault_vfs::heal();
    at_.vault.close();
    at_.open();
    EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
  }
  std::vector<Uuid> new_keys(std::size_t count) {
    std::vector<Uuid> keys;
    while (keys.size() < count) keys.push_back(at_.vault.make_key("issuer-lasting"));
    return keys;
  }
  ActState state(const Uuid& act) { return must(at_.vault->act(act)).state; }
  std::size_t sets() {
    std::size_t count = 0;
    for (const BackupRecord& backup : must(at_.vault->backups())) count += backup.sets.size();
    return count;
  }
  // Whether what was handed to alice last is a share of the newest set.
  bool alices_share_counts() {
    const BackupRecord record = at_.record();
    const ShareSetRecord& newest = record.sets.back();
    const auto set = must(shares::parse_share_set(must(at_.vault->blob(newest.record))));
    Bytes words = to_bytes(at_.table.paper.at({newest.version, "alice"}));
    const auto share = must(shares::from_words(shares::ShareWords(must(SecretBytes::take(words)))));
    return shares::match(set, share) == shares::Match::kMember;
  }

  // Runs it with one write failing, and what did not come through once more.
  void at_each_write(const TableAct& act, const std::vector<Uuid>& keys, std::size_t sets_each) {
    act.ready(at_, keys);
    writes_.fails([&] {
      const Uuid id = act.approved(at_, keys.at(writes_.nth() % keys.size()));
      const std::size_t before = sets();
      if (!writes_.faulty([&] { return act.run(at_, id); })) {
        EXPECT_THAT(state(id), ::testing::AnyOf(ActState::kOpen, ActState::kExecuting));
        EXPECT_EQ(sets(), before);
        at_.table.verdicts.clear();
        EXPECT_THAT(act.run(at_, id), IsOk());
      }
      EXPECT_EQ(state(id), ActState::kExecuted);
      EXPECT_EQ(sets(), before + sets_each);
      EXPECT_THAT(act.run(at_, id), FailsWith(Code::kConflict));
    });
  }

  EachWrite writes_{GetParam()};  // before a store is opened
  BackupTable at_;
};

TEST_P(TableOnAFaultyDisk, ABackupIsMadeOnceAndTheLastSharesCount) {
  at_each_write(pyx::testing::backup_create(), new_keys(1), 1);
  EXPECT_TRUE(alices_share_counts());
  at_.acknowledged();
  at_.proven();
}
TEST_P(TableOnAFaultyDisk, ABackupIsProvenOrItsActGoesOn) {
  at_each_write(pyx::testing::backup_prove(), new_keys(1), 0);
}
TEST_P(TableOnAFaultyDisk, AKeyIsRestoredOnceWhateverWasLeftOnTheSecondToken) {
  const std::vector<Uuid> keys = new_keys(kKeys);
  at_each_write(pyx::testing::backup_restore(), keys, 0);
  std::size_t restored = 0;
  for (const Uuid& key : keys) restored += at_.vault.key(key).restored.size();
  at_.vault.close();
  const auto token = must(pkcs11::open_token(at_.spare.uri(), at_.spare.pin()));
  std::size_t on_spare = 0;
  for (const Uuid& key : keys) on_spare += objects_of(*token, key);
  EXPECT_EQ(on_spare, 2 * restored);
}
TEST_P(TableOnAFaultyDisk, ANewShareSetReplacesTheOldOneWhole) {
  at_each_write(pyx::testing::shares_reshare(), new_keys(1), 1);
  EXPECT_TRUE(alices_share_counts());
  const std::uint32_t newest = at_.record().sets.back().version;
  at_.acknowledged(newest);
  at_.table.coming = {{newest, "dave"}, {newest, "bob"}};
  at_.proven();
}

// What was handed out before the disk failed is a share of no set that the log knows.
TEST_P(TableOnAFaultyDisk, TheSharesOfAnAttemptThatFailedAreVoid) {
  const Uuid act = at_.approved_backup(new_keys(1));
  at_.table.on_hand_over = [&](const std::string& holder) -> Result<void> {
    // Carol's is the last one: the next write is that of the outcome.
    if (holder == "carol")
      pyx::testing::fault_vfs::fail_at(1, writes_.fault().kind, writes_.fault().until);
    return {};
  };
  EXPECT_THAT(at_.desk().create(act, at_.table, at_.wrapper()), FailsWith(Code::kStore));
  EXPECT_GT(pyx::testing::fault_vfs::heal(), 0U);
  const std::string first = at_.table.paper.at({1, "alice"});
  at_.table.on_hand_over = nullptr;
  EXPECT_THAT(at_.desk().create(act, at_.table, at_.wrapper()), IsOk());
  EXPECT_TRUE(alices_share_counts());
  at_.table.paper[{1, "alice"}] = first;
  EXPECT_FALSE(alices_share_counts());
}

TEST_P(TableOnAFaultyDisk, AReceiptIsRecordedOrSaidAgain) {
  const std::vector<Uuid> keys = new_keys(1);
  std::size_t next = 0;
  writes_.fails([&] {
    if (next % 3 == 0) at_.created(keys);
    const HeldShare share = at_.record().sets.front().shares.at(next++ % 3);
    const ShareReceipt receipt{
        at_.vault.id,         at_.id, 1, share.group, share.member, share.commitment, share.holder,
        at_.vault.clock.now()};
    const Envelope said = pyx::testing::envelope_by({&at_.vault.people.at(share.holder)},
                                                    encode_share_receipt(receipt));
    const auto received = [&] {
      const auto shares = at_.record().sets.front().shares;
      return std::ranges::count_if(shares,
                                   [](const auto& one) { return one.received.has_value(); });
    };
    const auto before = received();
    if (!writes_.faulty([&] { return at_.vault->record_share(said); })) {
      EXPECT_EQ(received(), before);
      EXPECT_THAT(at_.vault->record_share(said), IsOk());
    }
    EXPECT_EQ(received(), before + 1);
  });
}

INSTANTIATE_TEST_SUITE_P(On, TableOnAFaultyDisk, ::testing::ValuesIn(all_faults()),
                         [](const auto& one) { return one.param.name; });

}  // namespace backup_faults_test
}  // namespace pyx::custody
