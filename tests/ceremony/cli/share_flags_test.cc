#include "ceremony/cli/share_flags.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::ceremony {
namespace share_flags_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::HasSubstr;

Arguments with_flags(std::vector<std::pair<std::string, std::string>> flags) {
  Arguments given;
  for (auto& [name, value] : flags) given.add(name, std::move(value));
  return given;
}

custody::SharePlan two_of_three() { return {1, {{2, {"alice", "bob", "carol"}}}}; }

TEST(HandOutFlags, SealAndCardGoToTheirHolders) {
  const auto out =
      hand_out(with_flags({{"--seal-to", "alice=a.crt:out/a.share"}, {"--card-to", "bob=cards"}}));
  ASSERT_THAT(out, IsOk());
  EXPECT_EQ(out->seal_to.at("alice").certificate, "a.crt");
  EXPECT_EQ(out->seal_to.at("alice").file, "out/a.share");
  EXPECT_EQ(out->card_to.at("bob"), "cards");
}

TEST(HandOutFlags, AnotherFormIsRefusedAndNamesTheFlag) {
  for (const char* text : {"alice", "alice=", "=a:b", "alice=a.crt", "alice=:b", "alice=a:"}) {
    const auto out = hand_out(with_flags({{"--seal-to", text}}));
    ASSERT_THAT(out, FailsWith(Code::kBadInput)) << text;
    EXPECT_THAT(out.error().message, HasSubstr("--seal-to"));
  }
  EXPECT_THAT(hand_out(with_flags({{"--card-to", "bob"}})), FailsWith(Code::kBadInput));
}

TEST(HandOutFlags, AHolderHasOneCarrier) {
  EXPECT_THAT(hand_out(with_flags({{"--seal-to", "a=b:c"}, {"--seal-to", "a=d:e"}})),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(hand_out(with_flags({{"--seal-to", "a=b:c"}, {"--card-to", "a=d"}})),
              FailsWith(Code::kBadInput));
}

TEST(Reaches, EverybodyAtATerminal) {
  EXPECT_THAT(check_reaches({}, two_of_three(), true), IsOk());
}

TEST(Reaches, WithoutATerminalEachHolderNeedsASealedFile) {
  HandOut out;
  for (const char* holder : {"alice", "bob"}) out.seal_to[holder] = {"c", "f"};
  const auto reached = check_reaches(out, two_of_three(), false);
  ASSERT_THAT(reached, FailsWith(Code::kBadInput));
  EXPECT_THAT(reached.error().message, HasSubstr("--seal-to"));
  EXPECT_THAT(reached.error().message, HasSubstr("carol"));
  out.seal_to["carol"] = {"c", "f"};
  EXPECT_THAT(check_reaches(out, two_of_three(), false), IsOk());
}

TEST(Reaches, WhoGetsNoShareIsNamed) {
  HandOut out;
  out.seal_to["mallory"] = {"c", "f"};
  EXPECT_THAT(check_reaches(out, two_of_three(), true), FailsWith(Code::kBadInput));
  HandOut cards;
  cards.card_to["mallory"] = "d";
  EXPECT_THAT(check_reaches(cards, two_of_three(), true), FailsWith(Code::kBadInput));
}

TEST(ShareFlags, EachShareComesWithItsKey) {
  const auto all =
      sealed_shares(with_flags({{"--share", "a"},
                                {"--share-key", "a.key"},
                                {"--share-passphrase-source", "file:p"},
                                {"--share", "b"},
                                {"--share-key", "pkcs11:token=bob;id=%01?module-path=/m.so"},
                                {"--share-passphrase-source", "prompt:"}}));
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].key_file, "a.key");
  EXPECT_FALSE((*all)[0].token);
  ASSERT_TRUE((*all)[1].token);
  EXPECT_EQ((*all)[1].token->uri.label, "bob");
}

TEST(ShareFlags, AShareWithoutAKeyAndAKeyWithoutAShareAreRefused) {
  EXPECT_THAT(sealed_shares(with_flags({{"--share", "a"}})), FailsWith(Code::kBadInput));
  EXPECT_THAT(sealed_shares(with_flags({{"--share-key", "a"}})), FailsWith(Code::kBadInput));
  EXPECT_THAT(sealed_shares(with_flags({{"--share", "a"},
                                        {"--share-key", "k"},
                                        {"--share-passphrase-source", "file:p"},
                                        {"--share-passphrase-source", "file:q"}})),
              FailsWith(Code::kBadInput));
}

TEST(ShareFlags, AUriThatNamesNoKeyIsRefused) {
  EXPECT_THAT(sealed_shares(with_flags(
                  {{"--share", "a"}, {"--share-key", "pkcs11:token=bob?module-path=/m.so"}})),
              FailsWith(Code::kBadInput));
}

TEST(TokenBehind, TakesThePinFromTheFlagOrTheUri) {
  const auto place = token_behind(
      with_flags({{"--second-token", "pkcs11:serial=1?module-path=/m.so&pin-source=file:p"}}),
      "--second-token", "--second-pin-source");
  ASSERT_THAT(place, IsOk());
  EXPECT_TRUE(std::holds_alternative<SecretSource::File>(place->pin.where));
  EXPECT_THAT(
      token_behind(
          with_flags({{"--second-token", "pkcs11:serial=1?module-path=/m.so&pin-source=file:p"},
                      {"--second-pin-source", "file:q"}}),
          "--second-token", "--second-pin-source"),
      FailsWith(Code::kBadInput));
  EXPECT_THAT(token_behind(with_flags({{"--second-token", "nonsense"}}), "--second-token",
                           "--second-pin-source"),
              FailsWith(Code::kBadInput));
}

}  // namespace share_flags_test
}  // namespace pyx::ceremony
