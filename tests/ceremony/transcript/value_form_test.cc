#include "ceremony/transcript/value_form.h"

#include <gmock/gmock.h>

#include <string>

#include "base/base64.h"
#include "tests/base/public_keys.h"

namespace pyx::ceremony::transcript {
namespace value_form_test {

using ::testing::ElementsAre;

TEST(ValueForm, TextHasBoundsAndNoControlCharacters) {
  EXPECT_TRUE(has_form(Form::kText, "a \"quoted\" \\ and an \xc3\xa9"));
  EXPECT_TRUE(has_form(Form::kText, std::string(kTextMostBytes, 'x')));
  EXPECT_FALSE(has_form(Form::kText, std::string(kTextMostBytes + 1, 'x')));
  EXPECT_FALSE(has_form(Form::kText, ""));
  EXPECT_FALSE(has_form(Form::kText, "two\nlines"));
  EXPECT_FALSE(has_form(Form::kText, "\x7f"));
  EXPECT_FALSE(has_form(Form::kText, "\xc3"));
}

TEST(ValueForm, NameIsShortAndPlain) {
  EXPECT_TRUE(has_form(Form::kName, "so-1.a_b"));
  EXPECT_TRUE(has_form(Form::kName, std::string(64, 'a')));
  EXPECT_FALSE(has_form(Form::kName, std::string(65, 'a')));
  EXPECT_FALSE(has_form(Form::kName, "-a"));
  EXPECT_FALSE(has_form(Form::kName, "Alice"));
  EXPECT_FALSE(has_form(Form::kName, ""));
}

TEST(ValueForm, NamesStandOnceWithOneBlankBetween) {
  EXPECT_TRUE(has_form(Form::kNames, "alice bob"));
  EXPECT_FALSE(has_form(Form::kNames, "alice  bob"));
  EXPECT_FALSE(has_form(Form::kNames, "alice alice"));
  EXPECT_FALSE(has_form(Form::kNames, " alice"));
  EXPECT_FALSE(has_form(Form::kNames, ""));
  EXPECT_THAT(names_in("alice bob"), ElementsAre("alice", "bob"));
  EXPECT_EQ(join_names({"alice", "bob"}), "alice bob");
}

TEST(ValueForm, NumberHasOneSpelling) {
  EXPECT_TRUE(has_form(Form::kNumber, "0"));
  EXPECT_TRUE(has_form(Form::kNumber, "999999999999999999"));
  EXPECT_FALSE(has_form(Form::kNumber, "1000000000000000000"));
  EXPECT_FALSE(has_form(Form::kNumber, "01"));
  EXPECT_FALSE(has_form(Form::kNumber, "-1"));
  EXPECT_FALSE(has_form(Form::kNumber, ""));
}

TEST(ValueForm, TimeHasMilliseconds) {
  EXPECT_TRUE(has_form(Form::kTime, "2026-11-23T09:00:00.000Z"));
  EXPECT_FALSE(has_form(Form::kTime, "2026-11-23T09:00:00Z"));
  EXPECT_FALSE(has_form(Form::kTime, "2026-02-30T09:00:00.000Z"));
}

TEST(ValueForm, IdAndDigestAreLowerCase) {
  EXPECT_TRUE(has_form(Form::kId, "01938c2e-7000-7000-8000-00000000000a"));
  EXPECT_FALSE(has_form(Form::kId, "01938c2e-7000-4000-8000-00000000000a"));
  EXPECT_TRUE(has_form(Form::kDigest, std::string(64, 'a')));
  EXPECT_FALSE(has_form(Form::kDigest, std::string(64, 'A')));
}

TEST(ValueForm, KeyIsOneThatSignsStatements) {
  using namespace pyx::testing;
  EXPECT_TRUE(has_form(Form::kKey, to_base64(ed25519().spki())));
  EXPECT_TRUE(has_form(Form::kKey, to_base64(p256().spki())));
  EXPECT_FALSE(has_form(Form::kKey, to_base64(p384().spki())));
  EXPECT_FALSE(has_form(Form::kKey, "AAAA"));
  EXPECT_FALSE(has_form(Form::kKey, "not base64"));
}

TEST(ValueForm, EnvelopeHasOneSpelling) {
  const std::string good =
      R"({"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"keyid":")" +
      std::string(64, 'a') + R"(","sig":"AAAA"}]})";
  EXPECT_TRUE(has_form(Form::kEnvelope, good));
  EXPECT_FALSE(has_form(Form::kEnvelope, " " + good));
  EXPECT_FALSE(has_form(Form::kEnvelope, "{}"));
}

TEST(ValueForm, ChoiceIsOneOfThoseNamed) {
  EXPECT_TRUE(is_choice("real|rehearsal", "rehearsal"));
  EXPECT_FALSE(is_choice("real|rehearsal", "re"));
  EXPECT_FALSE(is_choice("real|rehearsal", ""));
  EXPECT_FALSE(is_choice("real|rehearsal", "real|rehearsal"));
}

TEST(ValueForm, EachHasWords) {
  for (const Form form : {Form::kText, Form::kName, Form::kNames, Form::kId, Form::kDigest,
                          Form::kNumber, Form::kTime, Form::kKey, Form::kEnvelope})
    EXPECT_FALSE(form_words(form).empty());
}

}  // namespace value_form_test
}  // namespace pyx::ceremony::transcript
