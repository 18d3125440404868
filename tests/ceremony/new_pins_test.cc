#include "ceremony/new_pins.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "base/secret_source.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace new_pins_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::HasSubstr;

class NewPins : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }
  PinPlaces split() const {
    PinPlaces places;
    places.shares = {1, {{2, {"alice", "bob"}}}};
    places.share_record = file("shares.json");
    return places;
  }
  PinPlaces in_files() const {
    PinPlaces places;
    places.so_pin_file = file("so.pin");
    places.user_pin_file = file("user.pin");
    return places;
  }
  Result<NewPin> keep(const PinPlaces& places, const Result<void>& handed = Result<void>()) {
    return keep_new_so_pin(places, "mint", {4, 255}, clock_.now(), nullptr, [&](const SplitPin&) {
      ++handed_;
      was_there_ = std::filesystem::exists(places.share_record);
      return handed;
    });
  }
  pyx::testing::TempFolder folder_;
  SystemClock clock_;
  int handed_ = 0;
  bool was_there_ = false;
};

TEST_F(NewPins, ASplitOneIsHandedOverBeforeItsRecordIsKept) {
  const auto kept = keep(split());
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(handed_, 1);
  EXPECT_FALSE(was_there_);
  const Bytes bytes = *read_file(file("shares.json"));
  EXPECT_EQ(kept->record, sha256(bytes));
  EXPECT_EQ(parse_pin_shares(bytes)->token, "mint");
}
TEST_F(NewPins, OneWhoseSharesWereNotTakenIsKeptNowhere) {
  EXPECT_THAT(keep(split(), error(Code::kAskPerson, "bob gave up")),
              FailsSaying(Code::kAskPerson, "bob gave up"));
  EXPECT_FALSE(std::filesystem::exists(file("shares.json")));
}
TEST_F(NewPins, WhatIsNotSplitIsInAFileOfItsOwn) {
  const auto so = keep(in_files());
  ASSERT_THAT(so, IsOk());
  EXPECT_EQ(handed_, 0);
  EXPECT_FALSE(so->record);
  const auto user = keep_new_user_pin(in_files(), {4, 255});
  ASSERT_THAT(user, IsOk());
  EXPECT_TRUE(equal_ct(*read_secret({SecretSource::File{file("so.pin")}}, ""), so->pin.bytes()));
  EXPECT_TRUE(
      equal_ct(*read_secret({SecretSource::File{file("user.pin")}}, ""), user->pin.bytes()));
  EXPECT_FALSE(equal_ct(so->pin.bytes(), user->pin.bytes()));
}
TEST_F(NewPins, AFileThatIsThereIsNamedBeforeAnythingIsDone) {
  EXPECT_THAT(check_pin_places(in_files()), IsOk());
  EXPECT_THAT(check_pin_places(split()), IsOk());
  ASSERT_THAT(write_file(file("user.pin"), as_bytes("x"), Overwrite::kNo), IsOk());
  EXPECT_THAT(check_pin_places(in_files()), FailsSaying(Code::kConflict, "user.pin"));
  ASSERT_THAT(write_file(file("shares.json"), as_bytes("x"), Overwrite::kNo), IsOk());
  EXPECT_THAT(check_pin_places(split()), FailsSaying(Code::kConflict, "shares.json"));
  EXPECT_THAT(keep_new_user_pin(in_files(), {4, 255}), FailsWith(Code::kConflict));
}
TEST_F(NewPins, OneThatIsInForceNowhereIsThrownAway) {
  const auto of_shares = keep(split());
  ASSERT_THAT(of_shares, IsOk());
  EXPECT_THAT(throw_away(*of_shares), HasSubstr("void: destroy them"));
  EXPECT_FALSE(std::filesystem::exists(file("shares.json")));
  EXPECT_THAT(throw_away(*of_shares), HasSubstr("could not be deleted"));
  const auto of_file = keep(in_files());
  ASSERT_THAT(of_file, IsOk());
  EXPECT_THAT(throw_away(*of_file), HasSubstr("so.pin was deleted"));
  EXPECT_FALSE(std::filesystem::exists(file("so.pin")));
}

}  // namespace new_pins_test
}  // namespace pyx::ceremony
