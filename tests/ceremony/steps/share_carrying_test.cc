#include "ceremony/steps/share_carrying.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/file.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace share_carrying_test {

namespace fs = std::filesystem;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::StepRoom;

class ShareCarrying : public ::testing::Test {
 protected:
  ShareCarrying() { room_.upto("fetch"); }
  Doing doing() {
    return {{room_.step("hand-out"), *room_.model, doers_, *room_.record, host_},
            room_.people,
            *room_.record};
  }
  StepRoom room_;
  Host host_{room_.setting()};
  std::vector<std::string> doers_ = {"operator-1", "custodian-1", "custodian-2"};
};

TEST_F(ShareCarrying, OnCardsHoldersWriteWordsDown) {
  const auto out = hand_out_on(doing(), "share-card", {"custodian-1"}, "first", 1);
  ASSERT_THAT(out, IsOk());
  EXPECT_THAT(out->seal_to, IsEmpty());
  EXPECT_THAT(out->card_to, IsEmpty());
  EXPECT_THAT(*sealed_on(doing(), "share-card", "first", 1), IsEmpty());
}

TEST_F(ShareCarrying, OnMediaTheyAreSealedToTheCertificateOfTheSite) {
  EXPECT_THAT(hand_out_on(doing(), "record-media", {"custodian-1"}, "first", 1),
              FailsSaying(Code::kNotFound, "no certificate of custodian-1"));
  for (planning::SitePerson& one : room_.site->people) {
    if (one.person.id == "custodian-1") one.certificate = "carol.cert";
  }
  const auto out = hand_out_on(doing(), "record-media", {"custodian-1"}, "first", 2);
  ASSERT_THAT(out, IsOk());
  const SealTo& to = out->seal_to.at("custodian-1");
  EXPECT_EQ(to.certificate, room_.path("carol.cert"));
  EXPECT_EQ(to.file, room_.path("out") / "record-media" / "custodian-1" / "first-2.share");
}

TEST_F(ShareCarrying, SealedOnesComeBackFromWhoDoesTheStepAndOpenWithHisKey) {
  const fs::path media = room_.path("out") / "record-media";
  for (const char* holder : {"custodian-1", "custodian-3"}) {
    fs::create_directories(media / holder);
    std::ofstream(media / holder / "first-1.share") << "sealed";
  }
  EXPECT_THAT(sealed_on(doing(), "record-media", "first", 1),
              FailsSaying(Code::kNotFound, "no key of custodian-1"));
  for (planning::SitePerson& one : room_.site->people) {
    if (one.person.id == "custodian-1") one.key = "carol.key";
  }
  const auto sealed = sealed_on(doing(), "record-media", "first", 1);
  ASSERT_THAT(sealed, IsOk());
  ASSERT_THAT(*sealed, SizeIs(1));
  EXPECT_EQ(sealed->front().file, media / "custodian-1" / "first-1.share");
  EXPECT_EQ(sealed->front().key_file, room_.path("carol.key"));
  EXPECT_THAT(*sealed_on(doing(), "record-media", "first", 2), IsEmpty());
}

}  // namespace share_carrying_test
}  // namespace pyx::ceremony::steps
