#include "custody/freshness/freshness_desk.h"

#include "base/file.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"
#include "custody/freshness/notes.h"
#include "tests/custody/stored_vault.h"
#include "tests/support/token_stub.h"

namespace pyx::custody {
namespace freshness_desk_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::TempFolder;
using pyx::testing::TokenStub;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A token that keeps anchors, unless it is told not to.
class AnchoredToken : public TokenStub {
 public:
  using TokenStub::TokenStub;
  Result<std::vector<Bytes>> read_anchors() override { return anchors; }
  Result<void> write_anchor(ByteView value) override {
    if (full) return error(Code::kToken, "the token is full");
    anchors = {Bytes(value.begin(), value.end())};
    return {};
  }
  Anchor anchor(const Sha256& vault) const { return newest_anchor(anchors, vault).value(); }

  std::vector<Bytes> anchors;
  bool full = false;
};

class AtTheFreshnessDesk : public ::testing::Test {
 protected:
  AtTheFreshnessDesk() { vault_.active_key("p-256"); }

  // The vault as it is opened with its token: what a process would see.
  Freshness opened() {
    restart();
    EXPECT_THAT(desk_->look(), IsOk());
    EXPECT_THAT(desk_->opened(token_), IsOk());
    return desk_->report();
  }
  void restart() {
    desk_.reset();
    vault_.reopen();
    desk_.emplace(vault_.log(), vault_.store(), witnesses_,
                  [this](const Freshness& fresh) { told_.push_back(fresh.suspended.has_value()); });
  }
  void keep_copy() {
    desk_.reset();
    vault_.close_store();
    std::filesystem::copy(vault_.folder.path(), copy_.path(), kOver);
  }
  void put_back() {
    desk_.reset();
    vault_.close_store();
    std::filesystem::copy(copy_.path(), vault_.folder.path(), kOver);
  }
  void grow() { must(vault_.log().append(vault_.memory.signed_freeze(freeze()))); }
  FreezeStatement freeze() { return vault_.memory.freeze(FreezeAll{}, "alice"); }
  Result<std::uint64_t> write() {
    return vault_.log().append(vault_.memory.signed_freeze(freeze()));
  }
  Anchor anchor() const { return token_.anchor(vault_.memory.books().vault); }
  // As the log key signs it elsewhere.
  void witness(std::uint64_t size, const Sha256& root, const pyx::testing::TestKey* key = nullptr) {
    const pyx::testing::TestKey& by = key != nullptr ? *key : vault_.memory.log_key();
    const NoteKey name{log_origin(vault_.memory.books().vault), by.public_key()};
    SignedNote note{checkpoint_text({name.name, size, root}), {}};
    note.signatures = {{name.name, name.hash(), by.sign(as_bytes(note.text))}};
    const auto file = elsewhere_.path() / "checkpoint";
    must(write_file(file, as_bytes(to_text(note)), Overwrite::kYes));
    witnesses_ = {file};
  }

  static constexpr auto kOver =
      std::filesystem::copy_options::overwrite_existing | std::filesystem::copy_options::recursive;
  pyx::testing::StoredVault vault_;
  TempFolder copy_;
  TempFolder elsewhere_;
  std::vector<std::filesystem::path> witnesses_;
  AnchoredToken token_{vault_.memory.books().founding.token, vault_.memory.books().founding.nonce};
  std::optional<FreshnessDesk> desk_;
  std::vector<bool> told_;
};

TEST_F(AtTheFreshnessDesk, EachOpeningIsCountedAndAnchoredWithTheHeadOfTheLog) {
  EXPECT_THAT(opened().warnings, IsEmpty());
  const EvidenceLog::Head head = vault_.log().head();
  EXPECT_EQ(anchor(), (Anchor{head.vault, 1, head.size, head.root}));
  EXPECT_THAT(opened().warnings, IsEmpty());
  EXPECT_EQ(anchor().openings, 2U);
  EXPECT_THAT(told_, IsEmpty());
}

// STATE-FRESH: a restored database spends again (trap 22).
TEST_F(AtTheFreshnessDesk, ACopyThatIsPutBackIsSuspendedAndSaysHowMuchIsMissing) {
  opened();
  keep_copy();
  opened();
  grow();
  EXPECT_THAT(desk_->opened(token_), IsOk());
  put_back();
  const Freshness fresh = opened();
  ASSERT_TRUE(fresh.suspended);
  EXPECT_EQ(fresh.missing, 1U);
  EXPECT_THAT(*fresh.suspended, HasSubstr("behind by 1 leaves"));
  EXPECT_THAT(*fresh.suspended, HasSubstr("pyx vault catch-up"));
  EXPECT_THAT(write(), RefusedBy("STATE-FRESH"));
  EXPECT_EQ(told_, std::vector<bool>{true});
  EXPECT_EQ(anchor().openings, 2U);  // of the store that is the newest
}
TEST_F(AtTheFreshnessDesk, WithoutANewLeafTheOpeningsTellACopy) {
  opened();
  keep_copy();
  opened();
  put_back();
  const Freshness fresh = opened();
  ASSERT_TRUE(fresh.suspended);
  EXPECT_THAT(*fresh.suspended, HasSubstr("another copy of this vault was opened"));
  EXPECT_THAT(write(), RefusedBy("STATE-FRESH"));
}
TEST_F(AtTheFreshnessDesk, AnExportThatShowsThatNothingIsMissingExcusesTheOpenings) {
  opened();
  keep_copy();
  opened();
  put_back();
  restart();
  must(vault_.store().set_note(kCaughtUpNote, std::to_string(vault_.size())));
  EXPECT_FALSE(opened().suspended);
  EXPECT_EQ(anchor().openings, 3U);
  EXPECT_FALSE(opened().suspended);
  // Once: another copy is another matter.
  keep_copy();
  opened();
  put_back();
  EXPECT_TRUE(opened().suspended);
}
TEST_F(AtTheFreshnessDesk, OneThatWentOnBesideIsAnotherHistory) {
  opened();
  keep_copy();
  opened();
  vault_.memory.clock.advance(std::chrono::seconds(1));
  grow();
  EXPECT_THAT(desk_->opened(token_), IsOk());
  put_back();
  restart();
  vault_.memory.clock.advance(std::chrono::seconds(1));
  grow();  // before the token was looked at
  grow();
  ASSERT_THAT(desk_->opened(token_), IsOk());
  ASSERT_TRUE(desk_->report().suspended);
  EXPECT_THAT(*desk_->report().suspended, HasSubstr("another history"));
}
TEST_F(AtTheFreshnessDesk, ARunningVaultNoticesThatACopyOfItWasOpened) {
  opened();
  Anchor of_copy = anchor();
  ++of_copy.openings;
  token_.anchors = {encode_anchor(of_copy)};
  EXPECT_THAT(desk_->opened(token_), IsOk());
  EXPECT_TRUE(desk_->report().suspended);
  EXPECT_THAT(write(), RefusedBy("STATE-FRESH"));
}
TEST_F(AtTheFreshnessDesk, AnActThatGivesTheLeavesUpEndsIt) {
  opened();
  keep_copy();
  opened();
  grow();
  EXPECT_THAT(desk_->opened(token_), IsOk());
  const Anchor lost = anchor();
  put_back();
  ASSERT_TRUE(opened().suspended);
  const EvidenceLog::Head head = vault_.log().head();
  const auto propose = [&](const StateAccept& accept) -> Result<std::uint64_t> {
    PYX_ASSIGN(auto writer, vault_.log().write(EvidenceLog::WriteFor::kStateAct));
    PYX_ASSIGN(const std::uint64_t index,
               writer.stage(vault_.memory.proposal(vault_.memory.act(accept))));
    PYX_TRY(writer.commit());
    return index;
  };
  EXPECT_THAT(propose({lost.size, lost.root, head.size, sha256("a root")}),
              FailsWith(Code::kConflict));
  EXPECT_THAT(propose({lost.size, lost.root, head.size - 1, head.root}),
              FailsWith(Code::kConflict));
  EXPECT_THAT(propose({lost.size, lost.root, head.size, head.root}), IsOk());
  EXPECT_TRUE(opened().suspended);  // nobody has decided yet
  const Uuid act = vault_.log().look([](const Books& books) { return books.acts.back().act.id; });
  const auto stage = [&](auto leaf) {
    auto writer = must(vault_.log().write(EvidenceLog::WriteFor::kStateAct));
    must(writer.stage(std::move(leaf)));
    must(writer.commit());
  };
  for (const char* person : {"alice", "bob"}) {
    DecisionStatement decision;
    vault_.log().look([&](const Books& books) {
      decision.vault = books.vault;
      decision.act = books.act(act)->proposal.payload;
    });
    decision.choice = policies::Choice::kApprove;
    decision.person = person;
    decision.role = "security-officer";
    decision.time = vault_.memory.clock.now();
    decision.nonce = pyx::testing::new_nonce();
    stage(DecisionLeaf{act, pyx::testing::envelope_by({&vault_.memory.people.at(person)},
                                                      encode_decision(decision))});
  }
  stage(ExecutedLeaf{act, {}, {}});
  EXPECT_FALSE(opened().suspended);
  EXPECT_EQ(anchor().size, vault_.size());
  EXPECT_GT(anchor().openings, lost.openings);
  EXPECT_THAT(write(), IsOk());
}

TEST_F(AtTheFreshnessDesk, ATokenThatKeepsNoAnchorIsAWarningAndNoMore) {
  token_.full = true;
  const Freshness fresh = opened();
  EXPECT_FALSE(fresh.suspended);
  EXPECT_THAT(fresh.warnings, Contains(HasSubstr("the token is full")));
  EXPECT_THAT(fresh.warnings, Contains(HasSubstr("no anchor: a rollback would not be noticed")));
  token_.full = false;
  EXPECT_THAT(desk_->opened(token_), IsOk());
  EXPECT_THAT(desk_->report().warnings, IsEmpty());
}
TEST_F(AtTheFreshnessDesk, AnAnchorThatIsGoneIsSaidUnlessTheVaultHasMovedToThatToken) {
  opened();
  token_.anchors.clear();
  EXPECT_THAT(opened().warnings, Contains(HasSubstr("no longer has the anchor")));
  AnchoredToken other({"another serial", "model", "manufacturer", "label"});
  restart();
  EXPECT_THAT(desk_->opened(other), IsOk());
  EXPECT_THAT(desk_->report().warnings, IsEmpty());
}
TEST_F(AtTheFreshnessDesk, BeforeTheTokenIsOpenedItIsSaidThatNobodyLooked) {
  restart();
  EXPECT_THAT(desk_->look(), IsOk());
  EXPECT_THAT(desk_->report().warnings, Contains(HasSubstr("the token was not opened")));
}
TEST_F(AtTheFreshnessDesk, ACatchingUpThatWasCutOffKeepsTheVaultSuspended) {
  restart();
  must(vault_.store().set_note(kCatchingUpNote,
                               std::to_string(vault_.size() + 3) + " " + to_hex(sha256("a root"))));
  const Freshness fresh = opened();
  ASSERT_TRUE(fresh.suspended);
  EXPECT_THAT(*fresh.suspended, HasSubstr("a catching up that was cut off"));
  EXPECT_EQ(fresh.missing, 3U);
}

TEST_F(AtTheFreshnessDesk, AWitnessThatIsAheadSuspendsAndOneThatIsNotDoesNot) {
  restart();
  witness(vault_.size(), vault_.log().head().root);
  EXPECT_FALSE(opened().suspended);
  witness(vault_.size() + 1, sha256("a root"));
  const Freshness ahead = opened();
  ASSERT_TRUE(ahead.suspended);
  EXPECT_THAT(*ahead.suspended, HasSubstr("witness " + witnesses_.front().string()));
  EXPECT_EQ(ahead.missing, 1U);
  witness(vault_.size(), sha256("a root"));
  EXPECT_THAT(*opened().suspended, HasSubstr("another history"));
  // Put right, it is over.
  witness(vault_.size(), vault_.log().head().root);
  EXPECT_THAT(desk_->look(), IsOk());
  EXPECT_FALSE(desk_->report().suspended);
  EXPECT_EQ(told_, (std::vector<bool>{true, true, false}));
}
TEST_F(AtTheFreshnessDesk, AWitnessThatNobodySignedCountsOnlyIfItIsAhead) {
  const pyx::testing::TestKey other(KeyType::kEd25519);
  restart();
  witness(vault_.size(), sha256("a root"), &other);
  const Freshness forged = opened();
  EXPECT_FALSE(forged.suspended);
  EXPECT_THAT(forged.warnings, Contains(HasSubstr("signed by no log key")));
  // The log key may have been changed in the leaves that are missing.
  witness(vault_.size() + 1, sha256("a root"), &other);
  EXPECT_TRUE(opened().suspended);
}
TEST_F(AtTheFreshnessDesk, AWitnessThatCannotBeReadIsNamedAndIsNoAnchor) {
  witnesses_ = {"/nowhere/checkpoint"};
  token_.full = true;
  const Freshness fresh = opened();
  EXPECT_FALSE(fresh.suspended);
  EXPECT_THAT(fresh.warnings, Contains(HasSubstr("witness /nowhere/checkpoint is of no use")));
  EXPECT_THAT(fresh.warnings, Contains(HasSubstr("no anchor")));
  restart();
  witness(1, must(root_at(vault_.store(), 1)));
  EXPECT_THAT(opened().warnings, Each(Not(HasSubstr("no anchor"))));
}

}  // namespace freshness_desk_test
}  // namespace pyx::custody
