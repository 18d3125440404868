#include "ceremony/share_carriers.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/file.h"
#include "tests/custody/shares/envelope_fixture.h"

namespace pyx::ceremony {
namespace share_carriers_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ShareCarriers : public ::testing::Test {
 protected:
  ShareCarriers() {
    openssl_.make_curve("alice", "P-256");
    openssl_.make_curve("bob", "P-256");
    now_ = SystemClock().now();  // not before the certificates begin
  }
  HandOut to_alice() {
    HandOut out;
    out.seal_to["alice"] = {openssl_.file("alice.crt"), openssl_.file("alice.share")};
    return out;
  }
  SealedShare sealed_for(const std::string& key) {
    SealedShare sealed;
    sealed.file = openssl_.file("alice.share");
    sealed.key_file = openssl_.file(key + ".key");
    sealed.passphrase = {SecretSource::File{openssl_.file("passphrase")}};
    return sealed;
  }
  Result<void> seal() {
    return seal_share(to_alice().seal_to.at("alice"), split_.set, split_.set.members[0],
                      split_.shares[0][0], now_);
  }
  shares::testing::OpensslFolder openssl_;
  shares::testing::Backup backup_;
  shares::testing::Splitting split_ = backup_.two_of_three();
  Time now_{};
};

TEST_F(ShareCarriers, AShareThatIsSealedOpensForItsHolderAlone) {
  ASSERT_THAT(seal(), IsOk());
  ASSERT_THAT(check_sealed({sealed_for("alice")}), IsOk());
  const auto opened = open_sealed(sealed_for("alice"));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(shares::match(split_.set, *opened), shares::Match::kMember);
  EXPECT_THAT(open_sealed(sealed_for("bob")), FailsWith(Code::kBadInput));
}

TEST_F(ShareCarriers, AFileThatIsThereIsNotOverwritten) {
  ASSERT_THAT(check_hand_out(to_alice(), now_), IsOk());
  ASSERT_THAT(seal(), IsOk());
  EXPECT_THAT(check_hand_out(to_alice(), now_), FailsWith(Code::kConflict));
  EXPECT_THAT(seal(), FailsWith(Code::kConflict));
}

TEST_F(ShareCarriers, TheFingerprintOfEachCertificateIsSaid) {
  const auto said = check_hand_out(to_alice(), now_);
  ASSERT_THAT(said, IsOk());
  EXPECT_THAT(*said, ElementsAre(HasSubstr(to_hex(openssl_.certificate("alice").fingerprint()))));
}

TEST_F(ShareCarriers, WhatIsNoCertificateOrNoEnvelopeIsNamed) {
  openssl_.write("alice.crt", "nothing");
  const auto out = check_hand_out(to_alice(), now_);
  ASSERT_THAT(out, FailsWith(Code::kBadInput));
  EXPECT_THAT(out.error().message, HasSubstr("alice.crt"));
  openssl_.write("alice.share", "nothing");
  EXPECT_THAT(check_sealed({sealed_for("alice")}), FailsWith(Code::kBadInput));
}

TEST_F(ShareCarriers, ACardIsAFileOfItsHolderThatNobodyElseReads) {
  const auto folder = openssl_.file("cards");
  std::filesystem::create_directory(folder);
  const auto card = write_card(folder, "mint", split_.set, split_.shares[0][1]);
  ASSERT_THAT(card, IsOk());
  EXPECT_THAT(card->filename().string(), HasSubstr("share-bob-version-1-"));
  EXPECT_EQ(std::filesystem::status(*card).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_THAT(to_text(read_file(*card).value()).substr(0, 5), "%PDF-");
  EXPECT_THAT(write_card(folder, "mint", split_.set, split_.shares[0][1]),
              FailsWith(Code::kConflict));
}

// A disk that fills up while the card is drawn: the kernel's limit on a file's size, in a child.
TEST_F(ShareCarriers, ACardThatDoesNotFitIsTakenAwayAgain) {
  const auto folder = openssl_.file("cards");
  std::filesystem::create_directory(folder);
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit little{4096, 4096};
    if (::setrlimit(RLIMIT_FSIZE, &little) != 0) ::_exit(2);
    std::signal(SIGXFSZ, SIG_IGN);
    const auto card = write_card(folder, "mint", split_.set, split_.shares[0][1]);
    ::_exit(!card && card.error().code == Code::kStore ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  EXPECT_THAT(write_card(folder, "mint", split_.set, split_.shares[0][1]), IsOk());
}

TEST_F(ShareCarriers, WhatIsNotThereIsNotFound) {
  EXPECT_THAT(check_sealed({sealed_for("alice")}), FailsWith(Code::kNotFound));
  HandOut cards;
  cards.card_to["bob"] = openssl_.file("no-folder");
  EXPECT_THAT(check_hand_out(cards, now_), FailsWith(Code::kNotFound));
}

}  // namespace share_carriers_test
}  // namespace pyx::ceremony
