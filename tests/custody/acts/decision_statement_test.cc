#include "custody/acts/decision_statement.h"

#include "base/hex.h"
#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace decision_statement_test {

using policies::Choice;
using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

// Written by hand after docs/formats/statements.md; "YW4gYWN0" is base64 of "an act".
constexpr std::string_view kByHand = R"({
  "predicate": {"reason": "seen it", "nonce": "AAECAwQFBgcICQoLDA0ODw==",
                "time": "2026-11-23T09:00:00Z", "role": "security-officer", "person": "alice",
                "choice": "approve", "act": "YW4gYWN0"},
  "predicateType": "urn:pyx:decision:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

Result<DecisionStatement> parse_changed(std::string_view from, std::string_view to) {
  return parse_decision(changed(as_bytes(kByHand), from, to));
}
DecisionStatement by_hand() { return pyx::testing::must(parse_decision(as_bytes(kByHand))); }

TEST(DecisionStatement, IsReadAsTheFormatSays) {
  const auto decision = parse_decision(as_bytes(kByHand));
  ASSERT_THAT(decision, IsOk());
  EXPECT_EQ(decision->vault, sha256(""));
  EXPECT_EQ(pyx::to_text(decision->act), "an act");
  EXPECT_EQ(decision->choice, Choice::kApprove);
  EXPECT_EQ(decision->person, "alice");
  EXPECT_EQ(decision->role, "security-officer");
  EXPECT_EQ(to_rfc3339(decision->time), "2026-11-23T09:00:00.000Z");
  EXPECT_EQ(to_hex(decision->nonce), "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(decision->reason, "seen it");
}
TEST(DecisionStatement, EveryChoiceComesBackFromItsBytes) {
  for (const Choice choice : {Choice::kApprove, Choice::kRefuse, Choice::kWithdraw}) {
    DecisionStatement decision = by_hand();
    decision.choice = choice;
    const Bytes bytes = encode_decision(decision);
    const auto parsed = parse_decision(bytes);
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(parsed->choice, choice);
    EXPECT_EQ(parsed->person, "alice");
    EXPECT_EQ(parsed->role, "security-officer");
    EXPECT_EQ(parsed->time, decision.time);
    EXPECT_EQ(parsed->nonce, decision.nonce);
    EXPECT_EQ(parsed->reason, "seen it");
    EXPECT_EQ(encode_decision(*parsed), bytes);
  }
}
// ACT-SHOWN
TEST(DecisionStatement, TheActsBytesComeBackByteForByte) {
  DecisionStatement decision = by_hand();
  decision.act.clear();
  for (unsigned byte = 0; byte < 256; ++byte)
    decision.act.push_back(static_cast<std::uint8_t>(byte));
  const auto parsed = parse_decision(encode_decision(decision));
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->act, decision.act);
}
TEST(DecisionStatement, AnyOtherChoiceIsRefused) {
  for (const char* choice : {"", "Approve", "approved", "thaw", "approve "})
    EXPECT_THAT(parse_changed("approve", choice), FailsSaying(Code::kBadInput, "approve"))
        << choice;
}
TEST(DecisionStatement, AnotherKindOfStatementIsNoDecision) {
  EXPECT_THAT(parse_changed("decision:v1", "decision:v2"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed("decision:v1", "freeze:v1"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("vault")", R"("policy")"), FailsWith(Code::kBadInput));
  for (const char* text : {"", "{}", "null", "[]"})
    EXPECT_THAT(parse_decision(as_bytes(text)), FailsWith(Code::kBadInput)) << text;
}
TEST(DecisionStatement, EachMissingMemberIsNamed) {
  for (const char* member : {"act", "choice", "person", "role", "time", "nonce", "reason"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}
TEST(DecisionStatement, AnUnknownMemberIsRefused) {
  EXPECT_THAT(parse_changed(R"("choice")", R"("force": true, "choice")"),
              FailsSaying(Code::kBadInput, "force"));
}
// Trap 4: one reader takes the first, another the last.
TEST(DecisionStatement, AMemberTwiceIsRefused) {
  EXPECT_THAT(parse_changed(R"("choice")", R"("choice": "refuse", "choice")"),
              FailsSaying(Code::kBadInput, "duplicate"));
}
TEST(DecisionStatement, AMemberOfAnotherTypeOrFormIsRefused) {
  EXPECT_THAT(parse_changed(R"("alice")", "1"), FailsSaying(Code::kBadInput, "person"));
  EXPECT_THAT(parse_changed("YW4gYWN0", "YW4gYWN"), FailsSaying(Code::kBadInput, "act"));
  EXPECT_THAT(parse_changed("09:00:00Z", "09:00:00+01:00"), FailsSaying(Code::kBadInput, "time"));
}
TEST(DecisionStatement, AShortAndALongNonceAreRefused) {
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{15}, std::size_t{17}}) {
    DecisionStatement decision = by_hand();
    decision.nonce = Bytes(size_bytes, 1);
    EXPECT_THAT(parse_decision(encode_decision(decision)), FailsSaying(Code::kBadInput, "nonce"));
  }
}
TEST(DecisionStatement, AReasonHasAtMost512Bytes) {
  DecisionStatement decision = by_hand();
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{512}}) {
    decision.reason = std::string(size_bytes, 'x');
    EXPECT_THAT(parse_decision(encode_decision(decision)), IsOk());
  }
  decision.reason += 'x';
  EXPECT_THAT(parse_decision(encode_decision(decision)), FailsSaying(Code::kBadInput, "512"));
}

}  // namespace decision_statement_test
}  // namespace pyx::custody
