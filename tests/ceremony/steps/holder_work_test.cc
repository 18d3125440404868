#include "ceremony/steps/holder_work.h"

#include <gmock/gmock.h>

#include "ceremony/steps/host.h"
#include "tests/ceremony/steps/longer_plans.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace holder_work_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using testing::act_steps;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::step_text;
using testing::StepRoom;
using testing::with_card;
using testing::with_rules;
using testing::with_steps;
using transcript::Kind;

custody::BackupRecord only_backup(StepRoom& room) {
  room.work_of_steps->log_out();
  Host host(room.setting());
  return (*(*host.vault(*room.model))->backups()).front();
}

TEST(HolderWork, TheShareCountsOnceEachHolderHasSignedThatHeHasIt) {
  StepRoom room;
  room.upto("acknowledge").begin("acknowledge");
  room.people.says_no.insert("acknowledge.agree.custodian-3");
  EXPECT_THAT(room.work("acknowledge"), FailsSaying(Code::kRefused, "custodian-3 says no"));
  EXPECT_EQ(room.look("acknowledge")->because, "custodian-3 has not acknowledged the share");
  EXPECT_EQ(only_backup(room).live(), nullptr);
  room.people.says_no.clear();
  ASSERT_THAT(room.work("acknowledge"), IsOk());
  EXPECT_EQ(room.look("acknowledge")->became, Became::kDone);
  EXPECT_NE(only_backup(room).live(), nullptr);
  EXPECT_THAT(room.entries(Kind::kItem, "what", "shown"), SizeIs(1 + 3));  // and the vault's bag
}

// New shares on new cards, and a drill with them.
std::string with_drill(std::string plan) {
  plan = with_rules(std::move(plan), "\"shares.reshare\"");
  plan = with_card(std::move(plan), "new-card");
  return with_steps(
      std::move(plan), "propose-prove",
      act_steps("anew", "proof", "shares.reshare",
                ", backup = \"first\", holders = [\"custodian\"], shares = \"2 of 3\"", false) +
          step_text("reshare", "proof", "\"operator\", \"custodian\"", "reshare",
                    "act = \"anew\", on = \"new-card\"") +
          step_text("have-them", "proof", "\"custodian\"", "acknowledge", "backup = \"first\"") +
          step_text("drill", "proof", "\"custodian\"", "drill", "backup = \"first\""));
}

TEST(HolderWork, NewSharesTakeTheOldOnesPlaceAndAreDrilled) {
  StepRoom room("genesis", with_drill);
  room.upto("have-them");
  EXPECT_EQ(only_backup(room).live()->version, 1U);
  room.upto("propose-prove");
  const auto backup = only_backup(room);
  ASSERT_NE(backup.live(), nullptr);
  EXPECT_EQ(backup.live()->version, 2U);
  for (const custody::HeldShare& share : backup.live()->shares) {
    EXPECT_TRUE(share.drilled.has_value());
    EXPECT_EQ(share.drill_result, shares::DrillResult::kGood);
  }
  room.upto("seal-shares");  // and they prove the backup
}

// Somebody brings another's card.
class OtherScreen final : public ShareTerminal {
 public:
  OtherScreen(ShareTerminal& real, std::string instead)
      : real_(real), instead_(std::move(instead)) {}
  Result<void> clear() override { return real_.clear(); }
  Result<void> say(std::string_view line) override {
    std::string said(line);
    if (const auto at = said.find(": type"); at != std::string::npos)
      said = instead_ + said.substr(at);
    return real_.say(said);
  }
  Result<void> show(const SecretBytes& text) override { return real_.show(text); }
  Result<void> show_page(const SecretBytes& page) override { return real_.show_page(page); }
  Result<std::string> ask(std::string_view question) override { return real_.ask(question); }
  Result<shares::ShareWords> ask_words(std::size_t words) override {
    return real_.ask_words(words);
  }

 private:
  ShareTerminal& real_;
  std::string instead_;
};

class OtherPeople final : public People {
 public:
  OtherPeople(People& real, std::string instead)
      : real_(real), screen_(real.screen(), std::move(instead)) {}
  void show(std::string_view text) override { real_.show(text); }
  Result<std::string> ask(const Question& question) override { return real_.ask(question); }
  Result<void> agree(const Question& question, std::string_view shown) override {
    return real_.agree(question, shown);
  }
  Result<const Signer*> signer(const std::string& person) override { return real_.signer(person); }
  ShareTerminal& screen() override { return screen_; }

 private:
  People& real_;
  OtherScreen screen_;
};

TEST(HolderWork, AnothersShareIsNotAcknowledgedAndADrillWithItIsRecordedAsBad) {
  StepRoom room("genesis", with_drill);
  room.upto("acknowledge").begin("acknowledge");
  OtherPeople others(room.people, "custodian-2");
  const auto who = room.doers("acknowledge");
  EXPECT_THAT(
      room.work_of_steps->run(room.step("acknowledge"), *room.model, who, others, *room.record),
      FailsSaying(Code::kRefused, "share of custodian-2, not of custodian-1"));
  ASSERT_THAT(room.work("acknowledge"), IsOk());
  room.done("acknowledge");
  room.upto("drill").begin("drill");
  EXPECT_THAT(room.work_of_steps->run(room.step("drill"), *room.model, who, others, *room.record),
              FailsSaying(Code::kRefused, "custodian-1: other member"));
  const auto backup = only_backup(room);
  EXPECT_EQ(backup.live()->shares[0].drill_result, shares::DrillResult::kOtherMember);
  EXPECT_EQ(backup.live()->shares[1].drill_result, shares::DrillResult::kGood);
}

}  // namespace holder_work_test
}  // namespace pyx::ceremony::steps
