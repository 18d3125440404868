#include "custody/client/sign_call.h"

#include "custody/server/sign_handler.h"
#include "tests/custody/client/scripted_transport.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace sign_call_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::json_reply;

class SignCall : public ::testing::Test {
 protected:
  SignCall() {
    answer.scheme = Scheme::kEd25519;
    answer.signatures = {Bytes(64, 1), Bytes(64, 2)};
    answer.receipt = {sha256("vault"), 42, sha256("leaf"), sha256("policy")};
  }
  Result<Reply> reply(const Uuid& key) const {
    return json_reply(200, server::sign_response(key, answer).body);
  }
  const SignTask task{Uuid::v7(SystemClock().now()),
                      Uuid::v7(SystemClock().now()),
                      {to_bytes("hi"), to_bytes("")},
                      EcdsaForm::kP1363};
  SignAnswer answer;
};

TEST_F(SignCall, TheServerReadsWhatTheClientWrites) {
  const Exchange asked = sign_exchange(task);
  EXPECT_EQ(asked.path, "/v1/keys/" + task.key.text() + "/sign");
  server::Request request;
  request.body = asked.body;
  request.parameters = {task.key.text()};
  for (const auto& [name, value] : asked.fields) {
    EXPECT_EQ(name, "Idempotency-Key");
    request.fields.push_back({"idempotency-key", value});
  }
  const auto read = server::read_sign_request(request);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->key, task.key);
  EXPECT_EQ(read->request, task.request);
  EXPECT_EQ(read->messages, task.messages);
  EXPECT_EQ(read->form, task.form);
}

TEST_F(SignCall, TheClientReadsWhatTheServerWrites) {
  const auto read = read_sign_answer(task, reply(task.key));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->scheme, answer.scheme);
  EXPECT_EQ(read->signatures, answer.signatures);
  EXPECT_EQ(read->receipt.leaf_index, 42U);
  EXPECT_EQ(read->receipt.vault, answer.receipt.vault);
  EXPECT_EQ(read->receipt.leaf_hash, answer.receipt.leaf_hash);
  EXPECT_EQ(read->receipt.policy, answer.receipt.policy);
}

TEST_F(SignCall, AnAnswerToAnotherQuestionIsNone) {
  EXPECT_THAT(read_sign_answer(task, reply(task.request)), FailsSaying(Code::kBug, "another key"));
  answer.signatures.pop_back();
  EXPECT_THAT(read_sign_answer(task, reply(task.key)), FailsSaying(Code::kBug, "as many"));
  EXPECT_THAT(read_sign_answer(task, json_reply(200, "{}")), FailsWith(Code::kBug));
}

TEST_F(SignCall, ARefusalIsTheVaults) {
  EXPECT_THAT(read_sign_answer(task, json_reply(423, R"({"code":"frozen","detail":"stopped"})")),
              FailsSaying(Code::kFrozen, "stopped"));
}

}  // namespace sign_call_test
}  // namespace pyx::client
