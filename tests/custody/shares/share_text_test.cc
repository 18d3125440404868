#include "custody/shares/share_text.h"

#include "tests/custody/shares/envelope_fixture.h"

namespace pyx::shares {
namespace share_text_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::HasSubstr;
using testing::kSomeWords;
using ::testing::Not;
using testing::some_share;
using testing::some_text;
using testing::text_of;

Result<LabelledShare> parsed(std::string_view text) {
  return parse_share_text(testing::secret_of(to_bytes(text)));
}
std::string with(std::string_view old, std::string_view made) {
  std::string text = some_text();
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, old.size(), made);
}

TEST(ShareText, IsALineOfWhatItIsAndALineOfWords) {
  const auto text = encode_share_text(some_share());
  ASSERT_THAT(text, IsOk());
  EXPECT_EQ(text_of(*text), some_text());
  const auto again = parse_share_text(*text);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->label, some_share().label);
  EXPECT_EQ(text_of(again->words), kSomeWords);
}

TEST(ShareText, HoldsTheLongestShareOfTheLongestName) {
  testing::Backup backup;
  const std::string holder(32, 'a');
  const auto made = backup.split({1, {{2, 2}}}, {{holder, "b"}}, 4294967295U);
  const LabelledShare share{label_of(made.set, made.set.members.front()),
                            testing::words_of(made.shares[0][0])};
  EXPECT_EQ(share.label, (ShareLabel{testing::set_id(), 4294967295U, 0, 0, holder}));
  const auto text = encode_share_text(share);
  ASSERT_THAT(text, IsOk());
  const auto again = parse_share_text(*text);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->label, share.label);
}

TEST(ShareText, WordsAreWrittenWholeAndInLowerCaseHoweverTheyCame) {
  LabelledShare share = some_share();
  std::string typed;
  for (const std::string_view word : words_in(kSomeWords))
    typed += std::string("\n ") + static_cast<char>(word[0] - 'a' + 'A') +
             std::string(word.substr(1, 3));
  share.words = testing::words_of(typed);
  const auto text = encode_share_text(share);
  ASSERT_THAT(text, IsOk());
  EXPECT_EQ(text_of(*text), some_text());
}

TEST(ShareText, AnotherFormIsRefused) {
  EXPECT_THAT(parsed(some_text()), IsOk());
  for (const std::string& text : {with(" set", "  set"),
                                  with("version=3", "version=03"),
                                  with("version=3", "version=+3"),
                                  with("shadow", "SHADOW"),
                                  with("pistol", "pist"),
                                  with(" pistol", "  pistol"),
                                  with("armed\n", "armed"),
                                  with("armed\n", "armed\n\n"),
                                  with("armed\n", "armed \n"),
                                  with("bob\n", "bob \n"),
                                  with("bob\n", "bob x=1\n"),
                                  with("bob\n", "bob\r\n"),
                                  with("group=0 member=2", "member=2 group=0"),
                                  with("version=3 ", ""),
                                  with("version=3", "version=4294967296"),
                                  with("holder=bob", "holder="),
                                  with("group=0", "group=0 group=0"),
                                  with("urn:", " urn:"),
                                  with("01938c2e", "01938C2E"),
                                  std::string(),
                                  std::string("\n"),
                                  std::string(kSomeWords)}) {
    EXPECT_THAT(parsed(text), FailsWith(Code::kBadInput)) << text;
  }
}

// Trap 7: the right share reported as bad because its format is newer.
TEST(ShareText, ANewerFormatIsToldAsThat) {
  EXPECT_THAT(parsed(with("share:v1", "share:v2")), FailsSaying(Code::kBadInput, "newer format"));
  EXPECT_THAT(parsed(with("share:v1", "share:v10")), FailsSaying(Code::kBadInput, "too old"));
  EXPECT_THAT(parsed(with("share:v1", "shares:v1")), FailsSaying(Code::kBadInput, "not begin"));
}

TEST(ShareText, AnotherMembersWordsAreRefusedBothWays) {
  LabelledShare share = some_share();
  share.label.member = 1;
  EXPECT_THAT(encode_share_text(share), FailsSaying(Code::kBadInput, "another member's share"));
  share.label = some_share().label;
  share.label.group = 1;
  EXPECT_THAT(encode_share_text(share), FailsSaying(Code::kBadInput, "another member's share"));
  EXPECT_THAT(parsed(with("member=2", "member=1")), FailsSaying(Code::kBadInput, "another member"));
  EXPECT_THAT(parsed(with("group=0", "group=1")), FailsSaying(Code::kBadInput, "another member"));
}

TEST(ShareText, AVersionOrAHolderThatCannotBeIsRefusedBothWays) {
  LabelledShare share = some_share();
  share.label.version = 0;
  EXPECT_THAT(encode_share_text(share), FailsWith(Code::kBadInput));
  share = some_share();
  for (const std::string holder :
       {"", "Bob", "bob bob", "bob\n", "123456789012345678901234567890123"}) {
    share.label.holder = holder;
    EXPECT_THAT(encode_share_text(share), FailsWith(Code::kBadInput)) << holder;
  }
  EXPECT_THAT(parsed(with("version=3", "version=0")), FailsWith(Code::kBadInput));
  EXPECT_THAT(parsed(with("holder=bob", "holder=Bob")), FailsWith(Code::kBadInput));
}

TEST(ShareText, IsBounded) {
  EXPECT_THAT(parsed(some_text() + std::string(kShareTextMostBytes, ' ')),
              FailsSaying(Code::kBadInput, "too long"));
}

// SECRET-NEVER.
TEST(ShareText, NoErrorSaysAWord) {
  for (const std::string& text :
       {with("pistol", "pistols"), with("pistol academic", "academic pistol"),
        with("share:v1", "share:v2"), with("\n", " "), std::string(kSomeWords) + "\n"}) {
    const auto failed = parsed(text);
    ASSERT_THAT(failed, FailsWith(Code::kBadInput));
    for (const std::string_view word : words_in(kSomeWords))
      EXPECT_THAT(failed.error().message, Not(HasSubstr(std::string(word))));
  }
}

}  // namespace share_text_test
}  // namespace pyx::shares
