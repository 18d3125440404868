// answer.sign on a real token: the issuer's statements, and nothing else.
#include "custody/coins/stated.h"
#include "custody/coins/value_job.h"
#include "custody/evidence/statement.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace answer_job_test {

using testing::FailsWith;
using testing::IsOk;
using testing::MintVault;
using testing::must;

Answer receipt() { return {"receipt", sha256("a transaction"), "EUR", 500, "paid in full"}; }

TEST(AnswerJob, SignsAStatementThatAnybodyCanCheck) {
  MintVault vault;
  const ValueRequest request = vault.value_request(AnswerSign{vault.answer_key, receipt()});
  const ValueAnswer answer = must(vault.ask(request));
  const Envelope& envelope = std::get<Stated>(answer.what).envelope;
  EXPECT_TRUE(signed_by(envelope, *vault.key(vault.answer_key).public_key));
  const Statement statement = must(parse_statement(envelope.payload));
  EXPECT_EQ(statement.predicate_type, kAnswerPredicate);
  EXPECT_EQ(statement.subject_digest, vault.id);
  const ValueAnswer again = must(vault.ask(request));
  EXPECT_EQ(std::get<Stated>(again.what).envelope.payload, envelope.payload);
  EXPECT_EQ(again.receipt.leaf_index, answer.receipt.leaf_index);
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

TEST(AnswerJob, FieldsThatAreWrongAreRefused) {
  MintVault vault;
  for (const auto& [change] : std::vector<std::tuple<void (*)(Answer&)>>{
           {[](Answer& answer) { answer.kind = ""; }},
           {[](Answer& answer) { answer.kind = "a kind"; }},
           {[](Answer& answer) { answer.kind = std::string(33, 'a'); }},
           {[](Answer& answer) { answer.currency = ""; }},
           {[](Answer& answer) { answer.currency = "eur"; }},
           {[](Answer& answer) { answer.text = "two\nlines"; }},
           {[](Answer& answer) { answer.text = std::string(257, 'a'); }}}) {
    Answer wrong = receipt();
    change(wrong);
    EXPECT_THAT(vault.ask(vault.value_request(AnswerSign{vault.answer_key, wrong})),
                FailsWith(Code::kBadInput));
  }
}

TEST(AnswerJob, OnlyAnAnswerKeySigns) {
  MintVault vault;
  for (const Uuid& key : {vault.blind_key(), vault.seed_key, vault.envelope_key,
                          vault.make_active_key("issuer-p-256")}) {
    EXPECT_THAT(vault.ask(vault.value_request(AnswerSign{key, receipt()})),
                FailsWith(Code::kNotFound));
  }
}

}  // namespace answer_job_test
}  // namespace pyx::custody
