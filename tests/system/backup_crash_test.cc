// ACT-ONCE and SHARE-SAFE while holders of shares sit at the table: a child process is killed at
// every named point of a backup's acts; then the same people go on under the same act, and nothing
// was lost, half-dead or done twice.

#include <gmock/gmock.h>

#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"
#include "pkcs11/open_token.h"
#include "tests/support/crashes.h"
#include "tests/support/table_acts.h"

namespace pyx::custody {
namespace backup_crash_test {

using pyx::testing::BackupTable;
using pyx::testing::CrashPage;
using pyx::testing::dies_at;
using pyx::testing::expect_log_verifies;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::last_leaf;
using pyx::testing::must;
using pyx::testing::saw;
using pyx::testing::TableAct;
using pyx::testing::test_name;

using Name = std::string_view;

const CrashPage kPage("Backups");

struct CrashAct {
  TableAct act;
  std::vector<Name> points;
};

constexpr Name kBeforeIntent = "crash-point:execute-before-intent";

std::vector<CrashAct> crash_acts() {
  return {{pyx::testing::backup_create(),
           {kBeforeIntent, "crash-point:execute-intent-written", "crash-point:backup-wrapped",
            "crash-point:shares-made", "crash-point:shares-handed-over",
            "crash-point:execute-before-commit"}},
          {pyx::testing::backup_prove(),
           {kBeforeIntent, "crash-point:execute-intent-written", "crash-point:shares-collected",
            "crash-point:backup-proven", "crash-point:execute-before-commit"}},
          {pyx::testing::backup_restore(),
           {kBeforeIntent, "crash-point:execute-intent-written", "crash-point:shares-collected",
            "crash-point:backup-proven", "crash-point:execute-before-commit"}},
          {pyx::testing::shares_reshare(),
           {kBeforeIntent, "crash-point:execute-intent-written", "crash-point:shares-collected",
            "crash-point:shares-made", "crash-point:shares-handed-over",
            "crash-point:execute-before-commit"}},
          {pyx::testing::backup_rewrap(),
           {kBeforeIntent, "crash-point:execute-intent-written", "crash-point:shares-collected",
            "crash-point:backup-wrapped", "crash-point:shares-made",
            "crash-point:shares-handed-over", "crash-point:execute-before-commit"}},
          {pyx::testing::copy_destroy(),
           {kBeforeIntent, "crash-point:execute-intent-written", "crash-point:execute-token-done",
            "crash-point:execute-before-commit"}}};
}

struct CrashCase {
  TableAct act;
  Name point;
  friend void PrintTo(const CrashCase& one, std::ostream* to) { *to << one.point; }
};
std::vector<CrashCase> all_crashes() {
  std::vector<CrashCase> cases;
  for (const CrashAct& one : crash_acts()) {
    for (const Name point : one.points) cases.push_back({one.act, point});
  }
  return cases;
}

class TableCrash : public ::testing::TestWithParam<CrashCase> {
 protected:
  std::size_t on_spare() {
    const auto token = must(pkcs11::open_token(at_.spare.uri(), at_.spare.pin()));
    return pyx::testing::objects_of(*token, key_);
  }
  // Whoever holds the shares that count now can still bring the key back.
  void expect_backup_opens() {
    const ShareSetRecord set = at_.record().sets.back();
    if (set.state == ShareSetState::kPending) at_.acknowledged(set.version);
    at_.table.coming = {{set.version, "bob"}, {set.version, "alice"}};
    at_.proven();
    EXPECT_TRUE(at_.vault.key(key_).proven.has_value());
  }

  BackupTable at_;
  const Uuid key_ = at_.vault.make_key("issuer-lasting");
};

TEST_P(TableCrash, IsGoneOnWithUnderTheSameActAndNothingIsLost) {
  const auto& [act, point] = GetParam();
  act.ready(at_, {key_});
  const Uuid id = act.approved(at_, key_);
  const std::string type(policies::to_text(must(at_.vault->act(id)).act.type()));
  at_.vault.close();
  dies_at(point, [&, &run = act.run] {
    at_.open();
    must(run(at_, id));
  });
  const std::string then = last_leaf(at_.vault);
  at_.open();
  const ActState found = must(at_.vault->act(id)).state;
  EXPECT_EQ(found, point == kBeforeIntent ? ActState::kOpen : ActState::kExecuting);
  saw({std::string(point), type, then, "the act is " + std::string(to_text(found)),
       "the people at the table: again under the same act"});
  ASSERT_THAT(act.run(at_, id), IsOk());
  EXPECT_EQ(must(at_.vault->act(id)).state, ActState::kExecuted);
  EXPECT_THAT(act.run(at_, id), FailsWith(Code::kConflict));
  expect_backup_opens();
  expect_log_verifies(at_.vault);
  // A proof leaves nothing on the second token, a restore one key.
  EXPECT_EQ(on_spare(), act.name == "BackupRestore" ? 2U : 0U);
}

INSTANTIATE_TEST_SUITE_P(Of, TableCrash, ::testing::ValuesIn(all_crashes()), [](const auto& one) {
  return one.param.act.name + "At" + test_name(one.param.point);
});

TEST(MoveCrash, BeforeItsCommitLeavesTheShareWhereItWasAndTheSameMoveIsTakenLater) {
  BackupTable at;
  at.created({at.vault.make_key("issuer-lasting")});
  at.acknowledged();
  const HeldShare share = at.record().sets.front().shares.front();
  at.vault.clock.shift(std::chrono::seconds(1));
  const ShareMove move{
      at.vault.id,  at.id,        1,      share.group, share.member, share.commitment,
      share.holder, share.holder, "dave", "safe B",    "",           at.vault.clock.now()};
  const Envelope envelope = pyx::testing::envelope_by(
      {&at.vault.people.at(share.holder), &at.vault.people.at("dave")}, encode_share_move(move));
  at.vault.close();
  dies_at("crash-point:share-before-commit", [&] {
    at.open();
    must(at.vault->record_share(envelope));
  });
  const std::string then = last_leaf(at.vault);
  at.open();
  EXPECT_EQ(at.record().sets.front().shares.front().keeping.back().keeper, share.holder);
  EXPECT_THAT(at.vault->record_share(envelope), IsOk());
  saw({"share-before-commit", "moving a share's carrier", then, "no move",
       "the two people: say it again"});
  expect_log_verifies(at.vault);
}

TEST(ReceiptCrash, BeforeItsCommitLeavesNoReceiptAndTheSameOneIsTakenLater) {
  BackupTable at;
  at.created({at.vault.make_key("issuer-lasting")});
  const HeldShare share = at.record().sets.front().shares.front();
  const ShareReceipt receipt{
      at.vault.id,         at.id, 1, share.group, share.member, share.commitment, share.holder,
      at.vault.clock.now()};
  const Envelope envelope =
      pyx::testing::envelope_by({&at.vault.people.at(share.holder)}, encode_share_receipt(receipt));
  at.vault.close();
  dies_at("crash-point:share-before-commit", [&] {
    at.open();
    must(at.vault->record_share(envelope));
  });
  const std::string then = last_leaf(at.vault);
  at.open();
  EXPECT_FALSE(at.record().sets.front().shares.front().received.has_value());
  EXPECT_THAT(at.vault->record_share(envelope), IsOk());
  saw({"share-before-commit", "acknowledging a share", then, "no receipt",
       "the holder: say it again"});
  expect_log_verifies(at.vault);
}

}  // namespace backup_crash_test
}  // namespace pyx::custody
