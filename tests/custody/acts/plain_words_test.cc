#include "custody/acts/plain_words.h"

#include <sstream>

#include "base/pgp_words.h"
#include "custody/acts/lowering_statement.h"
#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"
#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace plain_words_test {

using policies::Choice;
using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::must;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// The worked example of docs/formats/statements.md, and its SHA-256 by Python's hashlib.
constexpr std::string_view kExample =
    R"({"_type":"https://in-toto.io/Statement/v1",)"
    R"("subject":[{"name":"vault","digest":{"sha256":)"
    R"("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],)"
    R"("predicateType":"urn:pyx:act:v1",)"
    R"("predicate":{"id":"01938c2e-7000-7000-8000-000000000003","type":"key.activate",)"
    R"("parameters":{"key":"01938c2e-7000-7000-8000-000000000001"},)"
    R"("policy":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",)"
    R"("nonce":"AAECAwQFBgcICQoLDA0ODw==","not_before":"2026-11-23T09:00:00.000Z",)"
    R"("expires":"2026-11-24T09:00:00.000Z","proposer":"olga"}})";
constexpr std::string_view kExampleDigest =
    "043e4da92a0c833846267cbb395c228c9b71d933b89575c26a13238e837b1c29";

class PlainWords : public ::testing::Test {
 protected:
  static std::string shown(const Bytes& bytes) { return must(in_plain_words(bytes)); }
  // A freeze with this reason, line by line.
  std::vector<std::string> lines_with_reason(const std::string& reason) const {
    FreezeStatement freeze = vault_.freeze(FreezeAll{}, "carol");
    freeze.reason = reason;
    std::istringstream text(shown(encode_freeze(freeze)));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
  Uuid new_id() const { return Uuid::v7(vault_.clock.now()); }

  pyx::testing::MemoryVault vault_;
};

// ACT-SHOWN
TEST_F(PlainWords, OfAnActAreAllThatItSaysAndTheDigestOfItsBytes) {
  const std::string digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  EXPECT_EQ(shown(to_bytes(kExample)),
            "activate a key: from then on clients get signatures by it\n"
            "  key id:       01938c2e-7000-7000-8000-000000000001\n"
            "  act:          key.activate 01938c2e-7000-7000-8000-000000000003\n"
            "  proposed by:  olga\n"
            "  not before:   2026-11-23T09:00:00.000Z\n"
            "  expires:      2026-11-24T09:00:00.000Z\n"
            "  vault:        " +
                digest +
                "\n"
                "  under policy: " +
                digest +
                "\n"
                "  digest of act: " +
                std::string(kExampleDigest) +
                "\n"
                "    in words:   " +
                to_pgp_words(must(sha256_from_hex(kExampleDigest))) + "\n");
}
TEST_F(PlainWords, FollowTheBytesAndNotOurWayOfWritingThem) {
  const Bytes spaced = changed(as_bytes(kExample), R"(,"proposer":)", R"(, "proposer": )");
  EXPECT_THAT(shown(spaced), HasSubstr("olga"));
  EXPECT_THAT(shown(spaced), HasSubstr(to_hex(sha256(spaced))));
  EXPECT_THAT(shown(spaced), Not(HasSubstr(std::string(kExampleDigest))));
}
TEST_F(PlainWords, OfALoweringSayWhichLimitGoesDownToWhatOnWhoseWord) {
  LoweringStatement lowering;
  lowering.vault = vault_.books().vault;
  lowering.budget = "issue-all";
  lowering.limit = {std::chrono::hours(1), 10, 5'000};
  lowering.person = "carol";
  lowering.time = vault_.clock.now();
  lowering.expires = lowering.time + std::chrono::minutes(10);
  lowering.nonce = pyx::testing::new_nonce();
  lowering.reason = "seen\nsomething";
  const std::string text = shown(encode_lowering(lowering));
  EXPECT_THAT(text, StartsWith("LOWER a budget at once"));
  for (const char* const part : {"issue-all", "1h", "at most 10\n", "at most 5000 minor units",
                                 "carol", "2026-11-23T09:10:00.000Z", "seen\\x0asomething"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(text, HasSubstr(to_hex(sha256(encode_lowering(lowering)))));
  EXPECT_THAT(text, HasSubstr(to_hex(lowering.vault)));
  lowering.reason.clear();
  EXPECT_THAT(shown(encode_lowering(lowering)), Not(HasSubstr("reason")));
}
TEST_F(PlainWords, OfAFreezeOfMintingSayIt) {
  EXPECT_THAT(shown(encode_freeze(vault_.freeze(FreezeMinting{}, "carol"))), HasSubstr("minting"));
}

// ACT-SHOWN: the act is read from the bytes inside the decision.
TEST_F(PlainWords, OfADecisionShowTheActThatItHolds) {
  const Uuid act = vault_.proposed(KeyDestroy{vault_.new_key("p-256")});
  const std::vector<std::pair<Choice, std::string>> choices = {
      {Choice::kApprove, "approve"}, {Choice::kRefuse, "refuse"}, {Choice::kWithdraw, "withdraw"}};
  for (const auto& [choice, word] : choices) {
    DecisionStatement decision = vault_.decision(act, "dave", choice);
    decision.reason = "agreed on the phone";
    const Bytes bytes = encode_decision(decision);
    const std::string text = shown(bytes);
    EXPECT_THAT(text, StartsWith(word + " this act:\n    DESTROY a key"));
    for (const std::string& part :
         {act.text(), to_hex(sha256(decision.act)), to_pgp_words(sha256(decision.act)),
          std::string("dave, as auditor"), to_rfc3339(decision.time), to_hex(decision.vault),
          std::string("agreed on the phone"), to_hex(sha256(bytes)), to_pgp_words(sha256(bytes))})
      EXPECT_THAT(text, HasSubstr(part));
  }
}
TEST_F(PlainWords, OfADecisionOnWhatIsNoActAreRefused) {
  DecisionStatement decision = vault_.decision(vault_.proposed(LogRotate{new_id()}), "alice");
  decision.act = changed(decision.act, "urn:pyx:act:v1", "urn:pyx:act:v2");
  EXPECT_THAT(in_plain_words(encode_decision(decision)), FailsWith(Code::kBadInput));
  decision.act.clear();
  EXPECT_THAT(in_plain_words(encode_decision(decision)), FailsWith(Code::kBadInput));
}
TEST_F(PlainWords, OfAFreezeSayWhatStopsAndOnWhoseWord) {
  const FreezeStatement freeze = vault_.freeze(FreezeClient{"issuer"}, "carol");
  const Bytes bytes = encode_freeze(freeze);
  const std::string text = shown(bytes);
  EXPECT_THAT(text, StartsWith("FREEZE"));
  for (const std::string& part :
       {std::string("client:issuer"), std::string("carol"), to_rfc3339(freeze.time),
        to_rfc3339(freeze.expires), to_hex(freeze.vault), freeze.reason, to_hex(sha256(bytes)),
        to_pgp_words(sha256(bytes))})
    EXPECT_THAT(text, HasSubstr(part));
}
TEST_F(PlainWords, OfAFoundingNameEveryFounderTheTokenAndTheVaultId) {
  const FoundingStatement& founding = vault_.books().founding;
  const std::string text = shown(encode_founding(founding));
  EXPECT_THAT(text, StartsWith("found a vault\n"));
  ASSERT_EQ(founding.founders.size(), 5U);
  for (const Founder& founder : founding.founders)
    EXPECT_THAT(text, HasSubstr(founder.person + ", key " + to_hex(founder.key_id)));
  for (const std::string& part :
       {to_hex(founding.policy), to_pgp_words(founding.policy), founding.token.serial,
        founding.token.model, founding.token.manufacturer, founding.log_key.text(),
        founding.canary_key.text(), to_rfc3339(founding.time), to_hex(vault_.books().vault),
        to_pgp_words(vault_.books().vault)})
    EXPECT_THAT(text, HasSubstr(part));
}

// ACT-SHOWN, trap 4: what is shown is not what is signed.
TEST_F(PlainWords, ANewlineInAFieldMakesNoLineOfItsOwn) {
  const auto lines = lines_with_reason("x\n  decided by:   mallory\r\n  digest: 00");
  EXPECT_EQ(lines.size(), lines_with_reason("x").size());
  EXPECT_THAT(lines, Each(Not(StartsWith("  decided by"))));
}
// TOKEN-ENFORCES: whoever founds a vault sees what its token lets go.
TEST_F(PlainWords, AFounderSeesWhatTheTokenDoesNotEnforceAndWhatThatMeans) {
  FoundingStatement founding = vault_.books().founding;
  founding.token_rules = pyx::testing::with_outcome(TokenRule::kUsage, RuleOutcome::kNotEnforced);
  const std::string text = shown(encode_founding(founding));
  EXPECT_THAT(text, HasSubstr("usage not enforced (C_Sign: CKR_OK, tried by a test): " +
                              std::string(danger_without(TokenRule::kUsage))));
  EXPECT_THAT(text, HasSubstr("sensitive enforced (C_CopyObject: CKR_ACTION_PROHIBITED"));
}
TEST_F(PlainWords, EveryFieldOfOthersIsShownSo) {
  const std::string mark = "\xE2\x80\xAE";
  Act act = vault_.act(KeyGenerate{new_id(), "p" + mark, "issuer"});
  act.proposer += mark;
  DecisionStatement decision = vault_.decision(new_id(), "alice");
  decision.act = encode_act(act);
  decision.person += mark;
  decision.role += mark;
  FoundingStatement founding = vault_.books().founding;
  founding.founders.front().person += mark;
  founding.token.label += mark;
  founding.token.model += mark;
  founding.token_firmware += mark;
  founding.token_rules.front().note += mark;
  FreezeStatement freeze = vault_.freeze(FreezeClient{"till" + mark}, "carol");
  freeze.person += mark;
  const std::vector<std::pair<Bytes, std::size_t>> all = {{encode_act(act), 2},
                                                          {encode_decision(decision), 4},
                                                          {encode_founding(founding), 5},
                                                          {encode_freeze(freeze), 2}};
  for (const auto& [bytes, marks] : all) {
    const std::string text = shown(bytes);
    std::size_t seen = 0;
    for (std::size_t at = 0; (at = text.find("\\xe2\\x80\\xae", at)) != std::string::npos; ++at)
      ++seen;
    EXPECT_EQ(seen, marks);
    for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~'));
  }
}

TEST_F(PlainWords, OfAStatementThatPyxDoesNotKnowThereAreNone) {
  EXPECT_THAT(in_plain_words(changed(as_bytes(kExample), "urn:pyx:act:v1", "urn:pyx:act:v2")),
              FailsSaying(Code::kBadInput, "nothing may be signed"));
  EXPECT_THAT(in_plain_words(changed(as_bytes(kExample), "key.activate", "key.export")),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(in_plain_words(changed(as_bytes(kExample), "}}", "}")), FailsWith(Code::kBadInput));
  EXPECT_THAT(in_plain_words({}), FailsWith(Code::kBadInput));
}
TEST_F(PlainWords, OfAnActWithAMemberThatWouldNotBeShownThereAreNone) {
  EXPECT_THAT(
      in_plain_words(changed(as_bytes(kExample), R"(,"proposer")", R"(,"also":"x","proposer")")),
      FailsSaying(Code::kBadInput, "also"));
}

TEST_F(PlainWords, OfAReceiptAndAMoveSayWhoGivesWhatToWhomAndWhere) {
  ShareReceipt receipt;
  receipt.backup = new_id();
  receipt.holder = "carol";
  EXPECT_THAT(shown(encode_share_receipt(receipt)), Not(HasSubstr("handed by")));
  receipt.handed = HandOver{"olga", "safe A"};
  const std::string both = shown(encode_share_receipt(receipt));
  EXPECT_THAT(both, HasSubstr("olga, who signs too"));
  EXPECT_THAT(both, HasSubstr("safe A"));
  ShareMove move;
  move.backup = new_id();
  move.holder = "carol";
  move.given_by = move.taken_by = "dave";
  move.witness = "erin";
  move.place = "safe B";
  const std::string moved = shown(encode_share_move(move));
  EXPECT_THAT(moved, HasSubstr("MOVED"));
  for (const char* said : {"carol", "dave", "erin", "safe B"}) EXPECT_THAT(moved, HasSubstr(said));
}

}  // namespace plain_words_test
}  // namespace pyx::custody
