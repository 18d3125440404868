#include "ceremony/pin_share_record.h"

#include <gmock/gmock.h>

#include "ceremony/pin_shares.h"
#include "custody/shares/share_set_json.h"
#include "tests/custody/shares/shares_fixture.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace pin_share_record_test {

using pkcs11::PinOf;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

SplitPin split(const PinShareRecord* before = nullptr) {
  return *split_new_pin("mint", {4, 255}, {1, {{2, {"alice", "bob", "carol"}}}},
                        shares::testing::set_time(), before);
}
std::string text_of(const PinShareRecord& record) { return to_text(encode_pin_shares(record)); }
Result<PinShareRecord> parse(std::string text) { return parse_pin_shares(as_bytes(text)); }
Result<PinShareRecord> with(const PinShareRecord& record, std::string_view what,
                            std::string_view instead) {
  std::string text = text_of(record);
  const std::size_t at = text.find(what);
  if (at == std::string::npos) return error(Code::kBug, "the record does not say that");
  return parse(text.replace(at, what.size(), instead));
}

TEST(PinShareRecord, ReadsBackAsItWasWritten) {
  const SplitPin first = split();
  const PinShareRecord second = split(&first.record).record;
  const PinShareRecord read = *parse(text_of(second));
  EXPECT_EQ(read.token, "mint");
  EXPECT_EQ(read.pin_characters, 26U);
  ASSERT_EQ(read.former.size(), 1U);
  EXPECT_EQ(read.former[0].identifier, first.record.set.identifier);
  EXPECT_EQ(read.former[0].created, first.record.set.created);
  EXPECT_EQ(read.set.id, second.set.id);
  EXPECT_EQ(text_of(read), text_of(second));
}

// SHARE-SAFE: the record of a backup's shares is none of a PIN's, and the other way round.
TEST(PinShareRecord, IsNeverTakenForThatOfABackup) {
  shares::testing::Backup backup;
  const Bytes of_backup = shares::encode_share_set(backup.two_of_three().set);
  EXPECT_THAT(parse_pin_shares(of_backup), FailsSaying(Code::kBadInput, "of a backup's shares"));
  EXPECT_THAT(shares::parse_share_set(encode_pin_shares(split().record)),
              FailsWith(Code::kBadInput));
  PinShareRecord dressed_up = split().record;
  dressed_up.set = backup.two_of_three().set;
  EXPECT_THAT(parse(text_of(dressed_up)),
              FailsSaying(Code::kBadInput, "not those of the SO PIN of token mint"));
}
TEST(PinShareRecord, OfAnotherTokenThanItsCommitmentsIsRefused) {
  PinShareRecord record = split().record;
  record.token = "other";
  EXPECT_THAT(parse(text_of(record)), FailsWith(Code::kBadInput));
  EXPECT_NE(pin_domain(PinOf::kSo, "mint"), pin_domain(PinOf::kSo, "other"));
  EXPECT_NE(pin_domain(PinOf::kSo, "mint"), pin_domain(PinOf::kUser, "mint"));
  EXPECT_THAT(with(split().record, R"("pin":"so")", R"("pin":"user")"), FailsWith(Code::kBadInput));
}
TEST(PinShareRecord, OfANewerVersionSaysThatItsSharesAreWell) {
  EXPECT_THAT(with(split().record, "pin-shares:v1", "pin-shares:v2"),
              FailsSaying(Code::kBadInput, "says nothing against its shares"));
  EXPECT_THAT(with(split().record, "urn:pyx:pin-shares:v1", "urn:somebody:else"),
              FailsWith(Code::kBadInput));
}
TEST(PinShareRecord, OfAPinTooShortOrTooLongIsRefused) {
  const PinShareRecord record = split().record;
  EXPECT_THAT(with(record, R"("pin_characters":26)", R"("pin_characters":8)"), IsOk());
  EXPECT_THAT(with(record, R"("pin_characters":26)", R"("pin_characters":7)"),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(with(record, R"("pin_characters":26)", R"("pin_characters":27)"),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(with(record, R"("pin_characters":26)", R"("pin_characters":-1)"),
              FailsWith(Code::kBadInput));
}
TEST(PinShareRecord, OfALabelOfNoneOrTooManyBytesIsRefused) {
  const custody::SharePlan plan{1, {{2, {"alice", "bob"}}}};
  const Time now = shares::testing::set_time();
  EXPECT_THAT(split_new_pin(std::string(32, 'l'), {4, 255}, plan, now), IsOk());
  EXPECT_THAT(split_new_pin(std::string(33, 'l'), {4, 255}, plan, now), FailsWith(Code::kBadInput));
  EXPECT_THAT(split_new_pin("", {4, 255}, plan, now), FailsWith(Code::kBadInput));
}
TEST(PinShareRecord, WhatIsUnknownMissingOrNoRecordIsRefused) {
  const PinShareRecord record = split().record;
  EXPECT_THAT(with(record, R"("former":[],)", ""), FailsWith(Code::kBadInput));
  EXPECT_THAT(with(record, R"("former":[])", R"("former":[],"more":1)"),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(with(record, R"("former":[])", R"("former":[{"identifier":32768,"created":"x"}])"),
              FailsSaying(Code::kBadInput, "15 bits"));
  EXPECT_THAT(with(record, R"("pin":"so")", R"("pin":"his")"),
              FailsSaying(Code::kBadInput, "whose PIN"));
  EXPECT_THAT(parse("{}"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse(""), FailsWith(Code::kBadInput));
}

}  // namespace pin_share_record_test
}  // namespace pyx::ceremony
