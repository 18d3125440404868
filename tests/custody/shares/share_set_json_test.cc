#include "custody/shares/share_set_json.h"

#include <algorithm>

#include "base/file.h"
#include "tests/custody/shares/shares_fixture.h"
#include "tests/support/changed_text.h"

namespace pyx::shares {
namespace share_set_json_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Backup;
using testing::page_blocks;
using testing::secret_hex;
using testing::words_of;

Bytes page_record() { return to_bytes(page_blocks("json").at(0)); }
Result<ShareSet> parse_changed(std::string_view from, std::string_view to) {
  return parse_share_set(changed(page_record(), from, to));
}

// The worked example of docs/formats/shares.md: made by Python (hashlib, tests/independent).
TEST(SharesPage, ItsRecordIsReadAsThePageSays) {
  const auto set = parse_share_set(page_record());
  ASSERT_THAT(set, IsOk());
  EXPECT_EQ(set->vault, sha256(""));
  EXPECT_EQ(set->id, testing::set_id());
  EXPECT_EQ(set->version, 1U);
  EXPECT_EQ(set->previous, std::nullopt);
  EXPECT_EQ(set->created, testing::set_time());
  EXPECT_EQ(set->share_bytes, 16U);
  EXPECT_EQ(set->scheme, (Scheme{1, {{2, 3}}}));
  EXPECT_EQ(set->members.at(2).holder, "carol");
}
TEST(SharesPage, ItsSharesAreThoseOfItsRecordAndGiveItsSecret) {
  const ShareSet set = parse_share_set(page_record()).value();
  std::vector<Share> shares;
  for (const std::string& words : page_blocks("words"))
    shares.push_back(from_words(words_of(words)).value());
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ((*check_share(set, shares[0]))->holder, "alice");
  EXPECT_EQ((*check_share(set, shares[1]))->holder, "bob");
  const SecretBytes secret = combine(shares).value();
  EXPECT_TRUE(equal_ct(secret, secret_hex("000102030405060708090a0b0c0d0e0f")));
  EXPECT_EQ(secret_commitment(set, secret), set.secret);
}
TEST(SharesPage, WhatItHashesIsWhatIsHashed) {
  const ShareSet set = parse_share_set(page_record()).value();
  EXPECT_EQ(sha256(pyx::testing::hex_bytes(page_blocks("hash").at(0))),
            set.held_by("bob")->commitment);
}

TEST(ShareSetRecord, ComesBackFromItsBytes) {
  Backup backup;
  for (const ShareSet& set : {backup.two_of_three_groups().set, backup.two_of_three(2).set}) {
    const Bytes bytes = encode_share_set(set);
    const auto again = parse_share_set(bytes);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(encode_share_set(*again), bytes);
    EXPECT_EQ(again->version, set.version);
    EXPECT_EQ(again->previous, set.previous);
    EXPECT_EQ(again->identifier, set.identifier);
    EXPECT_EQ(again->scheme, set.scheme);
    EXPECT_EQ(again->secret, set.secret);
    ASSERT_EQ(again->members.size(), set.members.size());
    for (std::size_t at = 0; at < set.members.size(); ++at) {
      EXPECT_EQ(again->members[at].group, set.members[at].group);
      EXPECT_EQ(again->members[at].number, set.members[at].number);
      EXPECT_EQ(again->members[at].holder, set.members[at].holder);
      EXPECT_EQ(again->members[at].salt, set.members[at].salt);
      EXPECT_EQ(again->members[at].commitment, set.members[at].commitment);
    }
  }
}
TEST(ShareSetRecord, OfSixteenGroupsOfSixteenFits) {
  Backup backup;
  Holders holders(16);
  for (unsigned one = 0; one < 256; ++one) {
    std::string name = std::to_string(one);
    name.insert(0, 32 - name.size(), 'x');
    holders[one / 16].push_back(name);
  }
  const auto made = backup.split({16, std::vector<GroupScheme>(16, {2, 16})}, holders);
  const Bytes bytes = encode_share_set(made.set);
  EXPECT_LT(bytes.size(), kShareSetMostBytes);
  EXPECT_THAT(parse_share_set(bytes), IsOk());
}
TEST(ShareSetRecord, ThatIsLongerThanItsBoundIsRefused) {
  Bytes bytes = page_record();
  bytes.resize(kShareSetMostBytes, ' ');
  EXPECT_THAT(parse_share_set(bytes), IsOk());
  bytes.push_back(' ');
  EXPECT_THAT(parse_share_set(bytes), FailsSaying(Code::kBadInput, "131072"));
}

// Trap 7: "bad" is not said of what is only newer.
TEST(ShareSetRecord, OfANewerFormatIsSaidToBeNewerAndNotBad) {
  EXPECT_THAT(parse_changed("share-set:v1", "share-set:v2"),
              FailsSaying(Code::kBadInput, "a newer one wrote it"));
  EXPECT_THAT(parse_changed("share-set:v1", "receipt:v1"),
              FailsSaying(Code::kBadInput, "not the record of a share set"));
}
TEST(ShareSetRecord, EachMissingMemberIsNamed) {
  for (const char* member : {"type", "vault", "set", "version", "created", "identifier",
                             "iteration_exponent", "share_bytes", "secret", "group_threshold",
                             "groups", "threshold", "members", "holder", "salt", "commitment"}) {
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\":", R"("other":)"),
                FailsSaying(Code::kBadInput, member));
  }
}
TEST(ShareSetRecord, AnUnknownMemberOrOneTwiceIsRefused) {
  EXPECT_THAT(parse_changed(R"("holder")", R"("words": "", "holder")"),
              FailsSaying(Code::kBadInput, "words"));
  EXPECT_THAT(parse_changed(R"("threshold")", R"("words": "", "threshold")"),
              FailsSaying(Code::kBadInput, "words"));
  EXPECT_THAT(parse_changed(R"("version")", R"("words": "", "version")"),
              FailsSaying(Code::kBadInput, "words"));
  EXPECT_THAT(parse_changed(R"("version")", R"("version": 1, "version")"),
              FailsSaying(Code::kBadInput, "duplicate"));
}
TEST(ShareSetRecord, NumbersBelowTheirBoundsAreRefused) {
  EXPECT_THAT(parse_changed(R"("version": 1)", R"("version": 0)"),
              FailsSaying(Code::kBadInput, "version"));
  EXPECT_THAT(parse_changed(R"("version": 1)", R"("version": -1)"),
              FailsSaying(Code::kBadInput, "version"));
  EXPECT_THAT(parse_changed(R"("group_threshold": 1)", R"("group_threshold": 0)"),
              FailsSaying(Code::kBadInput, "needs no group"));
  EXPECT_THAT(parse_changed(R"("threshold": 2)", R"("threshold": 0)"),
              FailsSaying(Code::kBadInput, "needs nobody"));
  EXPECT_THAT(parse_changed(R"("share_bytes": 16)", R"("share_bytes": 14)"),
              FailsSaying(Code::kBadInput, "16 to 32"));
}
TEST(ShareSetRecord, NumbersPastTheirBoundsAreRefused) {
  EXPECT_THAT(parse_changed(R"("version": 1)", R"("version": 4294967296)"),
              FailsSaying(Code::kBadInput, "version"));
  EXPECT_THAT(parse_changed(R"("identifier": )", R"("identifier": 9)"),
              FailsSaying(Code::kBadInput, "15 bits"));
  EXPECT_THAT(parse_changed(R"("iteration_exponent": 0)", R"("iteration_exponent": 16)"),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("group_threshold": 1)", R"("group_threshold": 2)"),
              FailsSaying(Code::kBadInput, "2 of 1 groups"));
  EXPECT_THAT(parse_changed(R"("threshold": 2)", R"("threshold": 4)"),
              FailsSaying(Code::kBadInput, "4 of 3 members"));
  EXPECT_THAT(parse_changed(R"("share_bytes": 16)", R"("share_bytes": 34)"),
              FailsSaying(Code::kBadInput, "16 to 32"));
}
TEST(ShareSetRecord, TheSameHolderTwiceIsRefused) {
  EXPECT_THAT(parse_changed(R"("bob")", R"("alice")"),
              FailsSaying(Code::kBadInput, "alice holds two shares"));
}
TEST(ShareSetRecord, WhatIsNoObjectIsRefused) {
  for (const char* text : {"", "null", "[]", "1", "{", "{}"})
    EXPECT_THAT(parse_share_set(as_bytes(text)), FailsWith(Code::kBadInput)) << text;
  EXPECT_THAT(parse_changed(R"("groups": [)", R"("groups": [1,)"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("members": [)", R"("members": [null,)"), FailsWith(Code::kBadInput));
}

class Succession : public ::testing::Test {
 protected:
  Result<void> checked(const ShareSet& next) const { return check_succession(next, before_); }
  Backup backup_;
  Bytes before_ = encode_share_set(backup_.two_of_three(1).set);
  ShareSet next_ = [this] {
    ShareSet next = backup_.two_of_three(2).set;
    next.previous = sha256(before_);
    return next;
  }();
};
TEST_F(Succession, OfTheNextVersionOfTheSameSecretHolds) { EXPECT_THAT(checked(next_), IsOk()); }
TEST_F(Succession, OfAnotherSecretSetOrVaultDoesNot) {
  ShareSet other = next_;
  other.secret[0] ^= 1U;
  EXPECT_THAT(checked(other), FailsSaying(Code::kBadInput, "commits to another secret"));
  other = next_;
  other.id.bytes[15] ^= 1U;
  EXPECT_THAT(checked(other), FailsSaying(Code::kBadInput, "another secret's"));
  other = next_;
  other.vault[0] ^= 1U;
  EXPECT_THAT(checked(other), FailsSaying(Code::kBadInput, "another secret's"));
}
TEST_F(Succession, OfAVersionTooFarOrTheSameOneDoesNot) {
  ShareSet other = next_;
  other.version = 3;
  EXPECT_THAT(checked(other), FailsSaying(Code::kBadInput, "version"));
  other.version = 1;
  EXPECT_THAT(checked(other), FailsSaying(Code::kBadInput, "version"));
}
TEST_F(Succession, OfSharesThatLookLikeTheOldOnesDoesNot) {
  ShareSet other = next_;
  other.identifier = parse_share_set(before_)->identifier;
  EXPECT_THAT(checked(other), FailsSaying(Code::kBadInput, "same words"));
}
TEST_F(Succession, OfAnotherRecordThanTheOneItNamesDoesNot) {
  ShareSet other = next_;
  other.previous = sha256("other");
  EXPECT_THAT(checked(other), FailsSaying(Code::kBadInput, "another record"));
  other.previous.reset();
  EXPECT_THAT(checked(other), FailsSaying(Code::kBadInput, "another record"));
  before_.push_back(' ');
  EXPECT_THAT(checked(next_), FailsSaying(Code::kBadInput, "another record"));
}
TEST_F(Succession, OfWhatIsNoRecordDoesNot) {
  before_ = to_bytes("{}");
  EXPECT_THAT(checked(next_), FailsWith(Code::kBadInput));
}

}  // namespace share_set_json_test
}  // namespace pyx::shares
