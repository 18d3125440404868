#include "custody/client/client.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "custody/server/operation_writer.h"
#include "custody/server/sign_handler.h"
#include "tests/custody/client/client_fixture.h"
#include "tests/custody/client/scripted_transport.h"
#include "tests/custody/client/value_tasks.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace client_test {

using pyx::testing::ClientFixture;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::json_reply;
using pyx::testing::RefusedBy;
using pyx::testing::sample_requests;
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

TEST_F(ClientOnLoopback, EveryOperationIsAnsweredAndItsReceiptProven) {
  start();
  const auto client = open();
  for (const custody::ValueRequest& request : sample_requests()) {
    const auto answer = client->operate(request);
    ASSERT_THAT(answer, IsOk()) << to_text(request.operation());
    EXPECT_THAT(client->check_receipt(request, *answer), IsOk());
    // The same later, by whoever has the leaf.
    const auto file =
        parse_receipt_file(write_receipt_file(client->receipt_file(request, *answer)));
    EXPECT_EQ(file->operation, request.operation());
    EXPECT_EQ(file->client, "mint");
    EXPECT_EQ(file->digest, custody::request_digest(request));
  }
}

TEST_F(ClientOnLoopback, EachCallAsksItsOperation) {
  start();
  const auto client = open();
  const auto all = sample_requests();
  const auto id = [] { return Client::new_request(); };
  const MintTask task{id(), std::get<custody::CoinsMint>(all[0].what)};
  const auto minted = client->mint(task);
  ASSERT_THAT(minted, IsOk());
  EXPECT_TRUE(std::holds_alternative<custody::Minted>(minted->what));
  EXPECT_THAT(client->check_receipt(task, *minted), IsOk());
  EXPECT_THAT(client->check({id(), std::get<custody::CoinsCheck>(all[1].what)}), IsOk());
  EXPECT_THAT(client->exchange({id(), std::get<custody::CoinsExchange>(all[2].what)}), IsOk());
  EXPECT_THAT(client->redeem({id(), std::get<custody::CoinsRedeem>(all[3].what)}), IsOk());
  EXPECT_THAT(client->blind_sign({id(), std::get<custody::BlindSign>(all[4].what)}), IsOk());
  EXPECT_THAT(client->answer_sign({id(), std::get<custody::AnswerSign>(all[5].what)}), IsOk());
  EXPECT_THAT(client->attest({id(), std::get<custody::LedgerAttest>(all[6].what)}), IsOk());
  const auto asked = vault.operations_asked();
  ASSERT_EQ(asked.size(), 7U);
  for (std::size_t i = 0; i < asked.size(); ++i)
    EXPECT_EQ(asked[i].operation(), all[i].operation());
}

TEST_F(ClientOnLoopback, ADryRunIsDryAndHasNoReceiptToCheck) {
  start();
  const auto client = open();
  const MintTask task{Client::new_request(),
                      std::get<custody::CoinsMint>(sample_requests()[0].what), Run::kDry};
  const auto answer = client->mint(task);
  ASSERT_THAT(answer, IsOk());
  EXPECT_TRUE(std::holds_alternative<custody::WouldPass>(answer->what));
  EXPECT_EQ(answer->receipt.remaining, vault.remaining);
  EXPECT_TRUE(vault.operations_asked().back().dry_run);
  EXPECT_THAT(client->check_receipt(task, *answer), FailsWith(Code::kBadInput));
}

TEST_F(ClientOnLoopback, AReceiptOfAnotherOperationIsFound) {
  start();
  const auto client = open();
  const custody::ValueRequest asked = sample_requests()[3];
  const auto answer = client->operate(asked);
  ASSERT_THAT(answer, IsOk());
  custody::ValueRequest other = asked;
  other.request = Client::new_request();
  EXPECT_THAT(client->check_receipt(other, *answer), RefusedBy("LOG-WHOLE"));
  other = asked;
  std::get<custody::CoinsRedeem>(other.what).account = sha256("another account");
  EXPECT_THAT(client->check_receipt(other, *answer), RefusedBy("LOG-WHOLE"));
  ValueAnswer moved = *answer;
  moved.receipt.remaining->value += 1;
  EXPECT_THAT(client->check_receipt(asked, moved), RefusedBy("LOG-WHOLE"));
  moved = *answer;
  moved.receipt.policy = sha256("x");
  EXPECT_THAT(client->check_receipt(asked, moved), RefusedBy("LOG-WHOLE"));
  moved = *answer;
  moved.receipt.vault = sha256("x");
  EXPECT_THAT(client->check_receipt(asked, moved), RefusedBy("LOG-WHOLE"));
}

TEST_F(ClientOnLoopback, AStatementIsCheckedAgainstItsKeyAndTheQuestion) {
  start();
  const auto client = open();
  AnswerTask task{Client::new_request(), {vault.key(), {"receipt", sha256("sale"), "EUR", 5, "x"}}};
  const auto answer = client->answer_sign(task);
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(client->check_statement(task, *answer), IsOk());
  task.what.answer.value = 6;
  EXPECT_THAT(client->check_statement(task, *answer), RefusedBy("SIGN-CHECKED"));
  const AttestTask attest{Client::new_request(), {vault.key(), "", {}}};
  const auto ledger = client->attest(attest);
  ASSERT_THAT(ledger, IsOk());
  EXPECT_THAT(client->check_statement(attest, *ledger), IsOk());
  EXPECT_THAT(client->check_statement(attest, *answer), RefusedBy("SIGN-CHECKED"));
}

TEST_F(ClientOnLoopback, BlindSignaturesAreCheckedAgainstTheKey) {
  EVP_PKEY* const rsa = EVP_RSA_gen(2048);
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(rsa, &der);
  vault.key_list.front().public_key =
      PublicKey::from_spki({der, static_cast<std::size_t>(size)}).value();
  OPENSSL_free(der);
  EVP_PKEY_free(rsa);
  start();
  const auto client = open();
  // 1 is its own signature under every key.
  Bytes one(256, 0);
  one.back() = 1;
  const BlindTask task{Client::new_request(), {vault.key(), {one, one}}};
  auto answer = client->blind_sign(task);
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(client->check_signatures(task, *answer), IsOk());
  std::get<custody::BlindSigned>(answer->what).signatures[1].back() = 2;
  EXPECT_THAT(client->check_signatures(task, *answer), RefusedBy("SIGN-CHECKED"));
  answer->what = custody::WouldPass{};
  EXPECT_THAT(client->check_signatures(task, *answer), FailsWith(Code::kBadInput));
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

TEST_F(ClientOnScript, ALostAnswerOfAnOperationIsAskedForAgainWithTheSameBytes) {
  for (const custody::ValueRequest& request : sample_requests()) {
    script = {};
    script.answers.emplace_back(error(Code::kRetry, "lost"));
    script.answers.emplace_back(json_reply(503, R"({"code":"retry","detail":"busy"})"));
    script.answers.emplace_back(
        json_reply(403, R"({"code":"refused","detail":"no","control":"SIGN-BUDGET"})"));
    EXPECT_THAT(make().operate(request), RefusedBy("SIGN-BUDGET"));
    ASSERT_EQ(script.asked.size(), 3U);
    for (const Exchange& asked : script.asked) {
      EXPECT_EQ(asked.path, script.asked[0].path);
      EXPECT_EQ(asked.fields, script.asked[0].fields);
      EXPECT_EQ(asked.body, script.asked[0].body);
    }
  }
}

TEST_F(ClientOnScript, TriesOfAnOperationAreBounded) {
  EXPECT_THAT(make().operate(sample_requests().front()), FailsWith(Code::kRetry));
  EXPECT_EQ(script.asked.size(), 4U);
  EXPECT_EQ(pauses.size(), 3U);
}

TEST_F(ClientOnScript, ARefusalOfAnOperationIsNotAskedAgain) {
  for (const auto& [status, code] :
       {std::pair{400U, Code::kBadInput}, std::pair{403U, Code::kRefused},
        std::pair{404U, Code::kNotFound}, std::pair{422U, Code::kConflict},
        std::pair{423U, Code::kFrozen}, std::pair{503U, Code::kStore}}) {
    script.asked.clear();
    script.answers.emplace_back(
        json_reply(status, R"({"code":")" + std::string(code_name(code)) + R"(","detail":"no"})"));
    EXPECT_THAT(make().operate(sample_requests().front()), FailsWith(code));
    EXPECT_EQ(script.asked.size(), 1U);
  }
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

}  // namespace client_test
}  // namespace pyx::client
