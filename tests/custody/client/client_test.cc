#include "custody/client/client.h"

#include "custody/server/sign_handler.h"
#include "tests/custody/client/client_fixture.h"
#include "tests/custody/client/scripted_transport.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace {

using pyx::testing::ClientFixture;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::json_reply;
using pyx::testing::RefusedBy;
using pyx::testing::Script;
using pyx::testing::ScriptedTransport;

class ClientOnLoopback : public ClientFixture {
 protected:
  std::unique_ptr<Client> open() { return Client::open(client_options()).value(); }
  SignTask task(EcdsaForm form = EcdsaForm::kDer) const {
    return {vault.key(), Client::new_request(), {to_bytes("hi"), to_bytes("you")}, form};
  }
};

TEST_F(ClientOnLoopback, SignaturesAreCheckedAgainstTheKey) {
  start();
  const auto client = open();
  for (const EcdsaForm form : {EcdsaForm::kDer, EcdsaForm::kP1363}) {
    const SignTask asked = task(form);
    const auto answer = client->sign(asked);
    ASSERT_THAT(answer, IsOk());
    EXPECT_THAT(client->check_signatures(asked, *answer), IsOk());
  }
}

TEST_F(ClientOnLoopback, AWrongSignatureIsFound) {
  start();
  const auto client = open();
  const SignTask asked = task();
  auto answer = client->sign(asked);
  ASSERT_THAT(answer, IsOk());
  std::swap(answer->signatures[0], answer->signatures[1]);
  EXPECT_THAT(client->check_signatures(asked, *answer), RefusedBy("SIGN-CHECKED"));
  answer->signatures.pop_back();
  EXPECT_THAT(client->check_signatures(asked, *answer), RefusedBy("SIGN-CHECKED"));
}

TEST_F(ClientOnLoopback, AReceiptIsProvenFromTheLog) {
  start();
  const auto client = open();
  const SignTask asked = task();
  const auto answer = client->sign(asked);
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(client->check_receipt(asked, *answer), IsOk());
}

TEST_F(ClientOnLoopback, AReceiptOfAnotherRequestIsFound) {
  start();
  const auto client = open();
  const SignTask asked = task();
  const auto answer = client->sign(asked);
  ASSERT_THAT(answer, IsOk());
  SignTask other = asked;
  other.request = Client::new_request();
  EXPECT_THAT(client->check_receipt(other, *answer), RefusedBy("LOG-WHOLE"));
  other = asked;
  other.messages.front() = to_bytes("ho");
  EXPECT_THAT(client->check_receipt(other, *answer), RefusedBy("LOG-WHOLE"));
  SignAnswer moved = *answer;
  moved.receipt.leaf_index = 0;
  EXPECT_THAT(client->check_receipt(asked, moved), RefusedBy("LOG-WHOLE"));
  moved = *answer;
  moved.receipt.leaf_hash = sha256("x");
  EXPECT_THAT(client->check_receipt(asked, moved), RefusedBy("LOG-WHOLE"));
  moved = *answer;
  moved.receipt.vault = sha256("x");
  EXPECT_THAT(client->check_receipt(asked, moved), RefusedBy("LOG-WHOLE"));
  moved = *answer;
  moved.receipt.policy = sha256("x");
  EXPECT_THAT(client->check_receipt(asked, moved), RefusedBy("LOG-WHOLE"));
}

TEST_F(ClientOnLoopback, AReceiptOfAnotherClientIsFound) {
  start();
  ClientOptions options = client_options();
  options.client_name = "someone-else";
  const auto client = Client::open(options).value();
  const SignTask asked = task();
  const auto answer = client->sign(asked);
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(client->check_receipt(asked, *answer), RefusedBy("LOG-WHOLE"));
}

TEST_F(ClientOnLoopback, WithoutWhatWasGivenOutOfBandNoReceiptIsJudged) {
  start();
  ClientOptions options = client_options();
  options.log_vkey.clear();
  const auto client = Client::open(options).value();
  const SignTask asked = task();
  const auto answer = client->sign(asked);
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(client->check_receipt(asked, *answer), FailsWith(Code::kBadInput));
}

TEST_F(ClientOnLoopback, ManyTasksAtOnceHaveTheirOwnOutcomes) {
  start();
  std::vector<SignTask> tasks;
  for (int i = 0; i < 150; ++i) tasks.push_back(task());
  tasks[70].key = Client::new_request();
  const auto client = open();
  const auto outcomes = client->sign_all(tasks);
  ASSERT_EQ(outcomes.size(), tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (i == 70) {
      EXPECT_THAT(outcomes[i], FailsWith(Code::kNotFound));
      continue;
    }
    ASSERT_THAT(outcomes[i], IsOk()) << i;
    EXPECT_THAT(client->check_signatures(tasks[i], *outcomes[i]), IsOk());
  }
}

// Trap 24: a lost answer, retried, is refused or signed under another id.
TEST_F(ClientOnLoopback, NotNowIsAskedAgainUnderTheSameId) {
  vault.next_signing = error(Code::kRetry, "busy");
  start();
  const SignTask asked = task();
  EXPECT_THAT(open()->sign(asked), IsOk());
  EXPECT_EQ(vault.requests(), 2U);
  EXPECT_EQ(vault.last_request().request, asked.request);
  EXPECT_EQ(vault.signed_messages(), 2U);
}

class ClientOnScript : public ::testing::Test {
 protected:
  Client make() {
    ClientOptions options;
    options.most_tries = 4;
    options.first_pause = std::chrono::milliseconds(900);
    return Client(options, std::make_unique<ScriptedTransport>(script),
                  [this](Duration pause) { pauses.push_back(pause); });
  }
  Result<Reply> good() const {
    SignAnswer answer;
    answer.signatures = {Bytes(64, 1)};
    return json_reply(200, server::sign_response(task.key, answer).body);
  }
  const SignTask task{Client::new_request(), Client::new_request(), {to_bytes("hi")}, {}};
  Script script;
  std::vector<Duration> pauses;
};

TEST_F(ClientOnScript, ALostAnswerIsAskedForAgainWithTheSameBytes) {
  script.answers.emplace_back(error(Code::kRetry, "lost"));
  script.answers.push_back(good());
  EXPECT_THAT(make().sign(task), IsOk());
  ASSERT_EQ(script.asked.size(), 2U);
  EXPECT_EQ(script.asked[0].fields, script.asked[1].fields);
  EXPECT_EQ(script.asked[0].body, script.asked[1].body);
}

TEST_F(ClientOnScript, AnAnswerThatComesAtOnceIsNotPausedFor) {
  script.answers.push_back(good());
  EXPECT_THAT(make().sign(task), IsOk());
  EXPECT_TRUE(pauses.empty());
}

TEST_F(ClientOnScript, TriesAndPausesAreBounded) {
  EXPECT_THAT(make().sign(task), FailsWith(Code::kRetry));
  EXPECT_EQ(script.asked.size(), 4U);
  using std::chrono::milliseconds;
  EXPECT_EQ(pauses,
            (std::vector<Duration>{milliseconds(900), milliseconds(1800), milliseconds(2000)}));
}

TEST_F(ClientOnScript, ARefusalIsNotAskedAgain) {
  for (const auto& [status, code] :
       {std::pair{403U, Code::kRefused}, std::pair{422U, Code::kConflict},
        std::pair{423U, Code::kFrozen}, std::pair{503U, Code::kAskPerson},
        std::pair{502U, Code::kToken}}) {
    script.asked.clear();
    script.answers.emplace_back(
        json_reply(status, R"({"code":")" + std::string(code_name(code)) + R"(","detail":"no"})"));
    EXPECT_THAT(make().sign(task), FailsWith(code));
    EXPECT_EQ(script.asked.size(), 1U);
  }
}

TEST_F(ClientOnScript, OnlyWhatIsOpenIsAskedAgain) {
  SignTask second = task;
  second.request = Client::new_request();
  script.answers.emplace_back(error(Code::kRetry, "lost"));
  script.answers.push_back(good());
  script.answers.push_back(good());
  const std::vector<SignTask> tasks{task, second};
  const auto outcomes = make().sign_all(tasks);
  EXPECT_THAT(outcomes[0], IsOk());
  EXPECT_THAT(outcomes[1], IsOk());
  ASSERT_EQ(script.asked.size(), 3U);
  EXPECT_EQ(script.asked[2].fields, script.asked[0].fields);
}

}  // namespace
}  // namespace pyx::client
