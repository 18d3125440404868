// Shares that go out as files sealed to their holders, and come back from the media: with the
// medium missing, another one in, somebody else's file on it, and a program that dies meanwhile.

#include <gmock/gmock.h>

#include <fstream>
#include <stdexcept>

#include "base/file.h"
#include "ceremony/share_carriers.h"
#include "ceremony/steps/host.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/custody/shares/shares_fixture.h"
#include "tests/matchers.h"
#include "tests/support/crashes.h"

namespace pyx::ceremony::steps {
namespace shares_on_media_test {

namespace fs = std::filesystem;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::must;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

constexpr Duration kDay = std::chrono::hours(24);

// The share's card of the founding is a medium.
std::string on_media(std::string plan) {
  const std::string card = "id = \"share-card\"\nkind = \"card\"";
  const std::size_t at = plan.find(card);
  if (at == std::string::npos) throw std::runtime_error("no card for shares");
  return plan.replace(at, card.size(), "id = \"share-card\"\nkind = \"media\"");
}

class SharesOnMedia : public ::testing::Test {
 protected:
  SharesOnMedia() {
    std::ofstream(room_.path("passphrase")) << "of a test\n";
    for (planning::SitePerson& one : room_.site->people) {
      if (!one.person.id.starts_with("custodian")) continue;
      const std::string& id = one.person.id;
      const OfficerKey key = must(OfficerKey::make(KeyType::kP256));
      std::string words = "of a test";
      const SecretBytes passphrase = must(SecretBytes::take(
          std::span(reinterpret_cast<std::uint8_t*>(words.data()), words.size())));
      put(id + ".key", must(key.encrypted_pem(passphrase)));
      const Time now = room_.clock.now();
      put(id + ".cert", must(key.self_signed(id, now - kDay, now + kDay)));
      one.key = id + ".key";
      one.passphrase_source = SecretSource{SecretSource::File{"passphrase"}};
      one.certificate = id + ".cert";
    }
  }
  void put(const std::string& name, const Bytes& bytes) const {
    must(write_file(room_.path(name), bytes, Overwrite::kNo));
  }
  fs::path file_of(int custodian) const {
    return room_.path("out") / "share-card" / ("custodian-" + std::to_string(custodian)) /
           "first-1.share";
  }
  fs::path away(int custodian) const { return room_.path("away-" + std::to_string(custodian)); }
  void take_out(int custodian) const { fs::rename(file_of(custodian), away(custodian)); }
  void put_in(int custodian) const { fs::rename(away(custodian), file_of(custodian)); }
  // The step failed: it is broken off, and begun once more.
  Result<void> once_more(std::string_view step) {
    room_.reconciled(step, "again");
    room_.begin(step);
    return room_.work(step);
  }

  StepRoom room_{"genesis", on_media};
};

TEST_F(SharesOnMedia, GoOutSealedAndComeBackFromThere) {
  room_.upto("seal-so-again");
  const std::string& read = room_.people.read["hand-out.agree.certificate.custodian-2"];
  EXPECT_THAT(read, HasSubstr("sealed to CN=custodian-2, SHA-256 "));
  EXPECT_THAT(room_.entries(Kind::kItem, "item", "share-card"), SizeIs(3));
  EXPECT_THAT(room_.entries(Kind::kOutput, "what", "certificates of holders"), SizeIs(1));
  for (const int custodian : {1, 2, 3}) EXPECT_TRUE(fs::exists(file_of(custodian))) << custodian;
  room_.upto("checkpoint");
  Host host(room_.setting());
  room_.work_of_steps->log_out();
  const auto backups = must((*host.vault(*room_.model))->backups());
  ASSERT_THAT(backups, SizeIs(1));
  EXPECT_NE(backups.front().live(), nullptr);
}

TEST_F(SharesOnMedia, ToACertificateThatIsNotHisNothingIsSealed) {
  room_.people.says_no.insert("hand-out.agree.certificate.custodian-2");
  room_.upto("hand-out").begin("hand-out");
  EXPECT_THAT(room_.work("hand-out"), FailsSaying(Code::kRefused, "custodian-2 says no"));
  for (const int custodian : {1, 2, 3}) EXPECT_FALSE(fs::exists(file_of(custodian))) << custodian;
}

TEST_F(SharesOnMedia, AMediumThatIsNotThereIsNamedAndNobodyIsAskedForWords) {
  room_.upto("acknowledge");
  take_out(2);
  room_.begin("acknowledge");
  EXPECT_THAT(room_.work("acknowledge"),
              FailsSaying(Code::kNotFound,
                          "no share of custodian-2 on share-card: " + file_of(2).string()));
  put_in(2);
  ASSERT_THAT(once_more("acknowledge"), IsOk());
  room_.done("acknowledge");

  room_.upto("prove").begin("prove");
  take_out(1);
  take_out(3);
  EXPECT_THAT(
      room_.work("prove"),
      FailsSaying(Code::kNotFound, "2 shares of first are needed, and on share-card are 1"));
  put_in(3);
  ASSERT_THAT(once_more("prove"), IsOk());
  EXPECT_THAT(room_.people.shown, HasSubstr("there are enough shares; not there: "));
}

TEST_F(SharesOnMedia, SomebodyElsesFileOpensForNobody) {
  room_.upto("acknowledge");
  take_out(1);
  fs::copy_file(file_of(2), file_of(1));
  room_.begin("acknowledge");
  EXPECT_THAT(room_.work("acknowledge"), FailsSaying(Code::kBadInput, file_of(1).string() + ": "));
  fs::remove(file_of(1));
  put_in(1);
  EXPECT_THAT(once_more("acknowledge"), IsOk());
}

TEST_F(SharesOnMedia, AShareOfSomethingElseUnderTheSameNameIsRefused) {
  room_.upto("acknowledge");
  shares::testing::Backup another;
  const shares::testing::Splitting split = another.two_of_three();
  const auto wrong_medium = [&](int custodian) {
    take_out(custodian);
    const SealTo to{room_.path("custodian-" + std::to_string(custodian) + ".cert"),
                    file_of(custodian)};
    must(seal_share(to, split.set, split.set.members[0], split.shares[0][0], room_.clock.now()));
  };
  const auto right_medium = [&](int custodian) {
    fs::remove(file_of(custodian));
    put_in(custodian);
  };
  wrong_medium(1);
  room_.begin("acknowledge");
  EXPECT_THAT(room_.work("acknowledge"), FailsWith(Code::kRefused));
  right_medium(1);
  ASSERT_THAT(once_more("acknowledge"), IsOk());
  room_.done("acknowledge");

  room_.upto("prove").begin("prove");
  wrong_medium(1);
  wrong_medium(2);
  EXPECT_THAT(room_.work("prove"), FailsSaying(Code::kRefused, "there are not enough shares"));
  right_medium(2);
  EXPECT_THAT(once_more("prove"), IsOk());
}

TEST_F(SharesOnMedia, WhatWasSealedBeforeACrashIsVoidAndOutOfTheWay) {
  room_.upto("hand-out").begin("hand-out");
  room_.work_of_steps->log_out();
  pyx::testing::dies_at("crash-point:shares-handed-over",
                        [&] { static_cast<void>(room_.work("hand-out").ok()); });
  room_.crash();
  ASSERT_TRUE(fs::exists(file_of(1)));
  EXPECT_EQ(room_.look("hand-out")->became, Became::kNotDone);
  room_.reconciled("hand-out", "continue");
  ASSERT_THAT(room_.work("hand-out"), IsOk());
  EXPECT_TRUE(fs::exists(file_of(1).string() + ".void-1"));
  EXPECT_THAT(room_.people.shown, HasSubstr("is of an attempt that was cut off, and void"));
  room_.done("hand-out");
  room_.upto("wipe-proof");
}

TEST_F(SharesOnMedia, AFileThatWasThereBeforeIsNotTouched) {
  room_.upto("hand-out");
  fs::create_directories(file_of(1).parent_path());
  std::ofstream(file_of(1)) << "of another vault";
  room_.begin("hand-out");
  EXPECT_THAT(room_.work("hand-out"), FailsSaying(Code::kConflict, "is there already"));
}

}  // namespace shares_on_media_test
}  // namespace pyx::ceremony::steps
