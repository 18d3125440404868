#include "custody/backups/backup_file.h"

#include "custody/evidence/dsse.h"
#include "tests/matchers.h"
#include "tests/support/changed_text.h"

namespace pyx::custody {
namespace backup_file_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

Uuid id(int last) {
  return Uuid::parse("01938c2e-7000-7000-8000-0000000000a" + std::to_string(last)).value();
}
BackupFile file() {
  BackupFile file;
  file.vault = sha256("");
  file.backup = id(1);
  file.created = from_rfc3339("2026-11-23T09:00:00.000Z").value();
  file.sources = {{"token", sha256("a")}, {"kernel", sha256("b")}};
  file.token = {"0123", "Test v1", "Test", "mint"};
  file.token_rules = {{TokenRule::kSensitive, RuleOutcome::kEnforced},
                      {TokenRule::kWrapWithTrusted, RuleOutcome::kNotEnforced}};
  file.under = WrappedUnder::kUsersKey;
  file.keys = {{id(2), "issuer", "vital", KeyType::kP256, Purpose::kSign, Bytes{1, 2}, std::nullopt,
                Bytes(144, 7)},
               {id(3), "coins", "coin", KeyType::kGenericSecret, Purpose::kCoin, std::nullopt,
                sha256("c"), Bytes(40, 8)}};
  return file;
}
Result<BackupFile> parse_changed(std::string_view from, std::string_view to) {
  return parse_backup(changed(encode_backup(file()).value(), from, to));
}

TEST(BackupFile, ComesBackFromItsBytes) {
  const auto bytes = encode_backup(file());
  ASSERT_THAT(bytes, IsOk());
  const auto read = parse_backup(*bytes);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(encode_backup(*read).value(), *bytes);
  EXPECT_EQ(read->backup, id(1));
  EXPECT_EQ(read->sources, file().sources);
  EXPECT_EQ(read->token_rules, file().token_rules);
  EXPECT_EQ(read->under, WrappedUnder::kUsersKey);
  ASSERT_EQ(read->keys.size(), 2U);
  EXPECT_EQ(read->keys[0].wrapped, Bytes(144, 7));
  EXPECT_EQ(read->keys[1].check_value, sha256("c"));
}
TEST(BackupFile, AnotherVersionIsNamed) {
  EXPECT_THAT(parse_changed("backup:v1", "backup:v2"), FailsSaying(Code::kBadInput, "backup:v2"));
  EXPECT_THAT(parse_changed("backup:v1", "backup:v0"), FailsSaying(Code::kBadInput, "backup:v0"));
}
TEST(BackupFile, ATruncatedOneIsRefusedAtEveryLength) {
  const Bytes whole = encode_backup(file()).value();
  for (std::size_t size = 0; size < whole.size(); size += 7)
    EXPECT_THAT(parse_backup(ByteView(whole).first(size)), FailsWith(Code::kBadInput)) << size;
}
TEST(BackupFile, EachMissingMemberIsNamed) {
  for (const char* member : {"backup", "created", "sources", "token", "token_rules",
                             "wrapped_under", "keys", "id", "name", "profile", "wrapped"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\":", R"("other":)"),
                FailsSaying(Code::kBadInput, member));
}
TEST(BackupFile, AKeyHasEitherAPublicKeyOrACheckValue) {
  BackupFile wrong = file();
  wrong.keys[0].check_value = sha256("x");
  EXPECT_THAT(parse_backup(encode_backup(wrong).value()),
              FailsSaying(Code::kBadInput, id(2).text()));
  wrong = file();
  wrong.keys[1].check_value.reset();
  EXPECT_THAT(parse_backup(encode_backup(wrong).value()),
              FailsSaying(Code::kBadInput, id(3).text()));
}
TEST(BackupFile, WrappedBytesThatCannotBeRfc5649AreRefused) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{16}, std::size_t{41}, std::size_t{4104}}) {
    BackupFile wrong = file();
    wrong.keys[1].wrapped = Bytes(size, 1);
    EXPECT_THAT(parse_backup(encode_backup(wrong).value()),
                FailsSaying(Code::kBadInput, "RFC 5649"))
        << size;
  }
}
TEST(BackupFile, AKeyTwiceOrOfAnImpossibleKindIsRefused) {
  BackupFile wrong = file();
  wrong.keys[1] = wrong.keys[0];
  EXPECT_THAT(parse_backup(encode_backup(wrong).value()), FailsSaying(Code::kBadInput, "twice"));
  EXPECT_THAT(parse_changed(R"("purpose":"coin")", R"("purpose":"envelope")"),
              FailsWith(Code::kBadInput));
}
TEST(BackupFile, ThatAnEnvelopeCannotHoldIsRefusedBeforeItIsMade) {
  BackupFile large = file();
  large.keys[0].wrapped = Bytes(4096, 1);
  while (large.keys.size() < 16) {
    large.keys.push_back(large.keys[0]);
    large.keys.back().id = Uuid::v7(large.created);
  }
  EXPECT_THAT(encode_backup(large), FailsSaying(Code::kBadInput, "two backups"));
}
TEST(BackupFile, OneThatWasRewrappedNamesTheOneBefore) {
  BackupFile rewrapped = file();
  rewrapped.rewrapped_from = RewrappedFrom{id(4), sha256("before")};
  const Bytes bytes = encode_backup(rewrapped).value();
  EXPECT_EQ(parse_backup(bytes)->rewrapped_from, rewrapped.rewrapped_from);
  EXPECT_FALSE(parse_backup(encode_backup(file()).value())->rewrapped_from.has_value());
  EXPECT_THAT(parse_backup(changed(bytes, R"("file":)", R"("other":)")),
              FailsSaying(Code::kBadInput, "rewrapped from"));
}

}  // namespace backup_file_test
}  // namespace pyx::custody
