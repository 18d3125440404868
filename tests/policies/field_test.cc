#include "policies/field.h"

#include "tests/matchers.h"

namespace pyx::policies {
namespace field_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using ::testing::HasSubstr;

TEST(Id, OfLowerCaseLettersDigitsAndHyphensIsTaken) {
  EXPECT_TRUE(is_id("a"));
  EXPECT_TRUE(is_id("security-officer-2"));
}

TEST(Id, OfThirtyTwoCharactersIsTheLongest) { EXPECT_TRUE(is_id(std::string(32, 'a'))); }

TEST(Id, OfThirtyThreeCharactersIsTooLong) { EXPECT_FALSE(is_id(std::string(33, 'a'))); }

TEST(Id, OfNoCharactersIsTooShort) { EXPECT_FALSE(is_id("")); }

TEST(Id, OfOtherCharactersIsRefused) {
  for (const std::string_view text : {"Alice", "a b", "a_b", "a.b", "a\n", "\xc3\xa4", "a/b"})
    EXPECT_FALSE(is_id(text)) << text;
}

TEST(Name, OfAnyWritingIsTaken) {
  EXPECT_TRUE(is_name("Alice Example"));
  EXPECT_TRUE(is_name("\xc3\x89lodie D\xc3\xbcrr"));
  EXPECT_TRUE(is_name("\xe6\x9d\x8e \xe5\xb0\x8f\xe9\xbe\x99"));
}

TEST(IsShown, RefusesWhatHidesOrTurnsItsNeighbours) {
  EXPECT_TRUE(is_shown(" a text of any length, with blanks at its ends "));
  EXPECT_TRUE(is_shown(""));
  for (const std::string_view text : {"\n", "\x1b[1m", "a\xe2\x80\xae", "\xc2\xad"})
    EXPECT_FALSE(is_shown(text)) << text;
}

TEST(Name, Of128BytesIsTheLongest) { EXPECT_TRUE(is_name(std::string(128, 'a'))); }

TEST(Name, Of129BytesIsTooLong) { EXPECT_FALSE(is_name(std::string(129, 'a'))); }

TEST(Name, OfNoBytesIsTooShort) { EXPECT_FALSE(is_name("")); }

TEST(Name, WithSpaceAtAnEndIsRefused) {
  EXPECT_FALSE(is_name(" Alice"));
  EXPECT_FALSE(is_name("Alice "));
}

// Trap 4 (what is shown is not what is signed): an override of the writing direction or a control
// sequence makes one name look like another.
TEST(Name, WithCharactersThatChangeOrHideWhatIsShownIsRefused) {
  using namespace std::string_literals;
  for (const std::string& hidden :
       {"\x1b[2J"s, "\0"s, "\n"s, "\t"s, "\x7f"s, "\xc2\x85"s, "\xc2\xad"s, "\xd8\x9c"s,
        "\xe2\x80\x8b"s, "\xe2\x80\xae"s, "\xe2\x80\xa8"s, "\xe2\x81\xa6"s, "\xef\xbb\xbf"s})
    EXPECT_FALSE(is_name("Ali" + hidden + "ce")) << ::testing::PrintToString(hidden);
}

TEST(Name, WithNeighboursOfHiddenCharactersIsTaken) {
  EXPECT_TRUE(is_name("Rock \xe2\x80\x93 Roll"));     // en dash, U+2013
  EXPECT_TRUE(is_name("Alice\xe2\x80\x99s"));         // right quotation mark, U+2019
  EXPECT_TRUE(is_name("caf\xc3\xa9 \xc2\xa1hola!"));  // U+00E9, U+00A1
}

TEST(Uri, OfAUsualKindIsTaken) {
  EXPECT_TRUE(is_uri("urn:pyx:client:issuer"));
  EXPECT_TRUE(is_uri("spiffe://mint.example/ns/issuer"));
  EXPECT_TRUE(is_uri("https://mint.example/a?b=c#d"));
}

TEST(Uri, Of255CharactersIsTheLongest) { EXPECT_TRUE(is_uri("urn:" + std::string(251, 'a'))); }

TEST(Uri, Of256CharactersIsTooLong) { EXPECT_FALSE(is_uri("urn:" + std::string(252, 'a'))); }

TEST(Uri, WithoutSchemeOrRestIsRefused) {
  for (const std::string_view text : {"", ":", "urn:", ":a", "issuer", "1urn:a", "u_rn:a"})
    EXPECT_FALSE(is_uri(text)) << text;
}

TEST(Uri, WithCharactersOutsideRfc3986IsRefused) {
  for (const std::string_view text : {"urn:a b", "urn:a\n", "urn:\xc3\xa4", "urn:<a>", "urn:\"a\""})
    EXPECT_FALSE(is_uri(text)) << text;
}

TEST(Currency, Is3To8CapitalsAndDigitsTheFirstALetter) {
  for (const std::string_view text : {"EUR", "X01", "ABCDEFGH", "USDT2026"})
    EXPECT_TRUE(is_currency(text)) << text;
  for (const std::string_view text : {"", "EU", "ABCDEFGHI", "eur", "1EU", "E R", "E-R", "\u20ac"})
    EXPECT_FALSE(is_currency(text)) << text;
}

TEST(InQuotes, ShowsPrintableTextAsItIs) { EXPECT_EQ(in_quotes("2 of x"), "\"2 of x\""); }

TEST(InQuotes, HidesWhatATerminalWouldObey) {
  EXPECT_EQ(in_quotes("a\x1b[2J\n"), "\"a?[2J?\"");
  EXPECT_EQ(in_quotes("\xc3\xa4"), "\"??\"");
}

TEST(InQuotes, CutsALongText) {
  EXPECT_EQ(in_quotes(std::string(64, 'a')), "\"" + std::string(64, 'a') + "\"");
  EXPECT_EQ(in_quotes(std::string(65, 'a')), "\"" + std::string(64, 'a') + "...\"");
}

TEST(ReadId, RefusesAnotherFormAtTheValue) {
  const auto root = toml::parse("a = 1\nid = \"A\"\n", "x.toml");
  ASSERT_THAT(root, IsOk());
  EXPECT_THAT(read_id(**root, "id"),
              FailsSaying(Code::kBadInput, "x.toml:2:6: id \"A\" must be 1 to 32"));
}

TEST(ReadId, RefusesAnAbsentKey) {
  const auto root = toml::parse("a = 1\n", "x.toml");
  ASSERT_THAT(root, IsOk());
  EXPECT_THAT(read_id(**root, "id"), FailsSaying(Code::kBadInput, "id"));
}

TEST(ReadVersion, TakesTheOneVersionAndNoOther) {
  const auto root = toml::parse("version = 2\n", "x.toml");
  ASSERT_THAT(root, IsOk());
  EXPECT_THAT(read_version(**root, 2, "a policy"), IsOk());
  EXPECT_THAT(read_version(**root, 1, "a policy"),
              FailsSaying(Code::kBadInput,
                          "x.toml:1:11: a policy of version 2; this program reads version 1"));
}

TEST(ReadDuration, HoldsBothBounds) {
  using std::chrono::minutes;
  const auto root = toml::parse("a = \"59s\"\nb = \"1m\"\nc = \"2m\"\nd = \"121s\"\n", "x.toml");
  ASSERT_THAT(root, IsOk());
  const auto read = [&](std::string_view key) {
    return read_duration(**root, key, minutes(1), minutes(2));
  };
  EXPECT_THAT(read("a"), FailsSaying(Code::kBadInput, "x.toml:1:5: a must be from 1m to 2m"));
  EXPECT_EQ(read("b").value(), minutes(1));
  EXPECT_EQ(read("c").value(), minutes(2));
  EXPECT_THAT(read("d"), FailsSaying(Code::kBadInput, "x.toml:4:5: d must be from 1m to 2m"));
}

TEST(ReadDuration, IsOptionalWhereThereIsAnother) {
  using std::chrono::minutes;
  const auto root = toml::parse("a = \"3m\"\nb = 3\nc = \"1m\"\n", "x.toml");
  ASSERT_THAT(root, IsOk());
  const auto read = [&](std::string_view key) {
    return read_duration_or(**root, key, minutes(1), minutes(2), Duration::zero());
  };
  EXPECT_THAT(read("a"), FailsSaying(Code::kBadInput, "x.toml:1:5: a must be from 1m to 2m"));
  EXPECT_THAT(read("b"), FailsSaying(Code::kBadInput, "x.toml:2:5: "));
  EXPECT_EQ(read("c").value(), minutes(1));
  EXPECT_EQ(read("d").value(), Duration::zero());
  EXPECT_THAT((*root)->finish(), IsOk());
}

TEST(FirstUses, FindsWhoUsedAValueBefore) {
  FirstUses uses;
  EXPECT_EQ(uses.earlier("v", "alice", {3, 4}), nullptr);
  EXPECT_EQ(uses.earlier("w", "carol", {5, 4}), nullptr);
  const auto* const first = uses.earlier("v", "bob", {7, 4});
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->owner, "alice");
  EXPECT_EQ(first->at.line, 3U);
}

TEST(FirstUses, RefusesAValueThatStandsTwiceNamingBothPlaces) {
  const auto root = toml::parse("a = 1\n", "x.toml");
  ASSERT_THAT(root, IsOk());
  FirstUses uses;
  EXPECT_THAT(uses.once(**root, {"v", {3, 4}}, "role"), IsOk());
  const auto again = uses.once(**root, {"v", {7, 9}}, "role");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().message, "x.toml:7:9: role \"v\" stands twice, first at line 3");
}

}  // namespace field_test
}  // namespace pyx::policies
