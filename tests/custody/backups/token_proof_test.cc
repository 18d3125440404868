#include "custody/backups/token_proof.h"

#include "tests/matchers.h"
#include "tests/support/changed_text.h"

namespace pyx::custody {
namespace token_proof_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

// Written by hand after docs/formats/backups.md.
constexpr std::string_view kByHand = R"({
  "predicate": {"keys": [{"key": "01938c2e-7000-7000-8000-0000000000a3", "signature": "AAEC"},
                         {"key": "01938c2e-7000-7000-8000-0000000000a4"}],
                "time": "2026-11-23T09:00:00Z", "manner": "session objects", "exposed": false,
                "module": "libsofthsm2.so",
                "token": {"serial": "77", "model": "m", "manufacturer": "f", "label": "spare"},
                "act": "01938c2e-7000-7000-8000-0000000000a2",
                "backup": "01938c2e-7000-7000-8000-0000000000a1"},
  "predicateType": "urn:pyx:token-proof:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

Result<TokenProof> parse_changed(std::string_view from, std::string_view to) {
  return parse_proof(changed(as_bytes(kByHand), from, to));
}

TEST(TokenProof, IsReadAsTheFormatSays) {
  const auto proof = parse_proof(as_bytes(kByHand));
  ASSERT_THAT(proof, IsOk());
  EXPECT_EQ(proof->vault, sha256(""));
  EXPECT_EQ(proof->backup.text(), "01938c2e-7000-7000-8000-0000000000a1");
  EXPECT_EQ(proof->act.text(), "01938c2e-7000-7000-8000-0000000000a2");
  EXPECT_EQ(proof->token.serial, "77");
  EXPECT_EQ(proof->module, "libsofthsm2.so");
  EXPECT_EQ(proof->exposure, Exposure::kNone);
  ASSERT_EQ(proof->keys.size(), 2U);
  EXPECT_EQ(proof->keys[0].signature, (Bytes{0, 1, 2}));
  EXPECT_TRUE(proof->keys[1].signature.empty());
}
TEST(TokenProof, ComesBackFromItsBytes) {
  const Bytes bytes = encode_proof(parse_proof(as_bytes(kByHand)).value());
  const auto again = parse_proof(bytes);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(encode_proof(*again), bytes);
}
TEST(TokenProof, TellsWhatTheTokenDoesNotEnforceIfAnythingWasTold) {
  EXPECT_FALSE(parse_proof(as_bytes(kByHand))->not_enforced);
  const auto told = parse_changed(R"("exposed": false,)",
                                  R"("exposed": false, "not_enforced": ["usage", "copies"],)");
  ASSERT_THAT(told, IsOk());
  EXPECT_EQ(told->not_enforced, (std::vector{TokenRule::kUsage, TokenRule::kCopies}));
  EXPECT_EQ(parse_proof(encode_proof(*told))->not_enforced, told->not_enforced);
  const auto nothing =
      parse_changed(R"("exposed": false,)", R"("exposed": false, "not_enforced": [],)");
  EXPECT_TRUE(nothing->not_enforced && nothing->not_enforced->empty());
  for (const char* wrong : {R"(["use"])", R"([1])", R"(["usage", "usage"])", R"("usage")"})
    EXPECT_THAT(parse_changed(R"("exposed": false,)", std::string(R"("exposed": false,)") +
                                                          R"("not_enforced": )" + wrong + ","),
                FailsWith(Code::kBadInput));
}
TEST(TokenProof, WithoutAKeyOrWithOneTwiceIsRefused) {
  EXPECT_THAT(parse_changed("0000000000a4", "0000000000a3"), FailsSaying(Code::kBadInput, "twice"));
  EXPECT_THAT(parse_changed(R"(, "signature": "AAEC"},
                         {"key": "01938c2e-7000-7000-8000-0000000000a4"}])",
                            R"(, "secret": "AAEC"}])"),
              FailsSaying(Code::kBadInput, "secret"));
}
TEST(TokenProof, AnotherKindOfStatementIsNone) {
  EXPECT_THAT(parse_changed("token-proof:v1", "token-proof:v2"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_changed(R"("vault")", R"("policy")"), FailsWith(Code::kBadInput));
}
TEST(TokenProof, EachMissingMemberIsNamed) {
  for (const char* member :
       {"time", "manner", "exposed", "module", "token", "act", "backup", "keys"})
    EXPECT_THAT(parse_changed("\"" + std::string(member) + "\": ", R"("other": )"),
                FailsSaying(Code::kBadInput, member));
}

}  // namespace token_proof_test
}  // namespace pyx::custody
