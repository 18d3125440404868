#include "ceremony/steps/kept_pins.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace kept_pins_test {

namespace fs = std::filesystem;
using pkcs11::PinOf;
using planning::PinKeeping;
using planning::PinWay;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

constexpr pkcs11::PinLimits kLimits = {4, 255};

class KeptPins : public ::testing::Test {
 protected:
  Result<PlacedPin> make(PinOf whose, const PinKeeping& keeping,
                         Replaces replaces = Replaces::kNo) {
    return make_new_pin(doing_, "vault", "vault", kLimits, whose, keeping, replaces);
  }
  StepRoom room_;
  // Before what follows looks at the room.
  const bool begun_ = [this] {
    room_.upto("initialise").begin("initialise");
    return true;
  }();
  Host host_{room_.setting()};
  std::vector<std::string> doers_ = room_.doers("initialise");
  Doing doing_{{room_.step("initialise"), *room_.model, doers_, *room_.record, host_},
               room_.people,
               *room_.record};
};

TEST_F(KeptPins, OfASplitPinTheRecordWaitsUntilTheTokenHasIt) {
  const PinKeeping keeping = {PinWay::kSplit, "so-card", {"custodian"}, "{shares}"};
  auto made = make(PinOf::kSo, keeping);
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(made->holders, ElementsAre("custodian-1", "custodian-2", "custodian-3"));
  const fs::path file = pin_record_file(host_, "vault", PinOf::kSo);
  EXPECT_FALSE(fs::exists(file));
  const auto left = left_behind(doing_, "vault", PinOf::kSo, keeping);
  ASSERT_THAT(left, IsOk());
  ASSERT_TRUE(left->has_value());
  EXPECT_TRUE(equal_ct((*left)->kept.pin.bytes(), made->kept.pin.bytes()));
  ASSERT_THAT(settle(doing_, "vault", PinOf::kSo, *std::move(made)), IsOk());
  EXPECT_TRUE(fs::exists(file));
  EXPECT_FALSE(left_behind(doing_, "vault", PinOf::kSo, keeping)->has_value());
  EXPECT_THAT(room_.entries(Kind::kItem, "what", "made"), SizeIs(3));
}

TEST_F(KeptPins, OneThatIsSealedIsWrittenDownByOnePersonAndTypedAgain) {
  const PinKeeping keeping = {PinWay::kSealed, "so-card", {}, {}};
  auto made = make(PinOf::kUser, keeping);
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(made->holders, ElementsAre(doers_.front()));
  const auto typed = pin_of_shares(made->kept.file, room_.people);
  ASSERT_THAT(typed, IsOk());
  EXPECT_TRUE(equal_ct((*typed)->bytes(), made->kept.pin.bytes()));
}

TEST_F(KeptPins, AFileOfAPinThatNobodyMadeHereIsNotTouched) {
  fs::create_directory(room_.path("pins"));
  std::ofstream(room_.path("pins/vault")) << "somebody's\n";
  EXPECT_THAT(make(PinOf::kUser, {PinWay::kPinSource, {}, {}, {}}), FailsWith(Code::kConflict));
  // Nor when the step is begun once more: whoever put it there would know the vault's PIN.
  for (int begun = 0; begun < 2; ++begun)
    ASSERT_THAT(
        room_.record->entry(Kind::kStepBegun, {{"step", "initialise"}, {"people", doers_.front()}}),
        IsOk());
  ASSERT_TRUE(doing_.was_begun_before());
  EXPECT_THAT(make(PinOf::kUser, {PinWay::kPinSource, {}, {}, {}}), FailsWith(Code::kConflict));
}

TEST_F(KeptPins, OneThatReplacesAnotherInItsSourceWaitsBesideIt) {
  auto first = make(PinOf::kUser, {PinWay::kPinSource, {}, {}, {}});
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(host_.user_pin("vault", *room_.model), FailsWith(Code::kNotFound));
  ASSERT_THAT(settle(doing_, "vault", PinOf::kUser, *std::move(first)), IsOk());
  const auto before = host_.user_pin("vault", *room_.model);
  ASSERT_THAT(before, IsOk());
  auto made = make(PinOf::kUser, {PinWay::kPinSource, {}, {}, {}}, Replaces::kYes);
  ASSERT_THAT(made, IsOk());
  EXPECT_TRUE(equal_ct((*host_.user_pin("vault", *room_.model))->bytes(), (*before)->bytes()));
  const pkcs11::Pin copy = *another(made->kept.pin);
  ASSERT_THAT(settle(doing_, "vault", PinOf::kUser, *std::move(made)), IsOk());
  EXPECT_TRUE(equal_ct((*host_.user_pin("vault", *room_.model))->bytes(), copy.bytes()));
}

TEST_F(KeptPins, OneOfASessionIsKeptByTheHostAlone) {
  auto made = make(PinOf::kSo, {PinWay::kSession, {}, {}, {}});
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(host_.session_so_pin("vault"), FailsWith(Code::kAskPerson));
  ASSERT_THAT(settle(doing_, "vault", PinOf::kSo, *std::move(made)), IsOk());
  EXPECT_THAT(host_.session_so_pin("vault"), IsOk());
}

TEST_F(KeptPins, APlanThatDoesNotSayWhereIsRefused) {
  EXPECT_THAT(make(PinOf::kSo, {}), FailsSaying(Code::kBadInput, "does not say where the SO PIN"));
}

}  // namespace kept_pins_test
}  // namespace pyx::ceremony::steps
