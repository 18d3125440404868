// docs/api/openapi.yaml against the real pyxd: each operation of the page succeeds at least once,
// and what the daemon answers, refusals too, fits the page. The routes one by one:
// tests/custody/server/openapi_test.cc.
#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <thread>

#include "base/file.h"
#include "base/hex.h"
#include "base/json.h"
#include "custody/client/transport.h"
#include "tests/custody/server/statements.h"
#include "tests/support/served_vault.h"

namespace pyx::testing {
namespace {

class RunningPyxd : public ::testing::Test {
 protected:
  RunningPyxd() {
    key_ = served_.make_active_keys({"issuer-p-256"}).front();
    served_.start();
    for (const std::string client : {"issuer", "officers-desk", "auditor-desk"}) {
      transports_[client] = must(client::open_transport(served_.client(client)));
    }
  }
  unsigned ask(const std::string& client, client::Exchange exchange) {
    const client::Reply reply = must(transports_.at(client)->exchange(exchange));
    json::object one;
    one["method"] = exchange.method;
    one["path"] = exchange.path;
    one["status"] = reply.status;
    one["content_type"] = reply.content_type;
    one["body"] = reply.content_type.find("json") == std::string::npos ? "" : reply.body;
    exchanges_.push_back(std::move(one));
    return reply.status;
  }
  unsigned get(const std::string& client, const std::string& path) {
    return ask(client, {.path = path});
  }
  unsigned post(const std::string& path, const std::string& body) {
    return ask("officers-desk", {.method = "POST", .path = path, .body = body});
  }
  unsigned sign(const std::string& body) {
    return ask("issuer", {.method = "POST",
                          .path = "/v1/keys/" + key_.text() + "/sign",
                          .fields = {{"Idempotency-Key", served_.vault.new_id().text()}},
                          .body = body});
  }
  std::string signed_by(const std::string& person, const Bytes& statement) const {
    return envelope_body(envelope_by({&served_.vault.people.at(person)}, statement));
  }
  custody::Act act() {
    custody::Act act;
    act.id = served_.vault.new_id();
    act.parameters = custody::KeyGenerate{act.id, "issuer-p-256", "another"};
    act.vault = served_.vault.id;
    act.policy = sha256(served_.vault.policy());
    act.nonce = Bytes(custody::kNonceBytes, 7);
    act.not_before = served_.vault.clock.now();
    act.expires = act.not_before + std::chrono::minutes(30);
    act.proposer = "olga";
    return act;
  }
  custody::FreezeStatement freeze() const {
    custody::FreezeStatement freeze;
    freeze.vault = served_.vault.id;
    freeze.target = custody::FreezeAll{};
    freeze.person = "carol";
    freeze.time = served_.vault.clock.now();
    freeze.expires = freeze.time + std::chrono::minutes(5);
    freeze.nonce = Bytes(custody::kNonceBytes, 8);
    freeze.reason = "a test";
    return freeze;
  }
  // An act on its way, with a refusal on it.
  std::string do_an_act() {
    const custody::Act proposed = act();
    const Bytes bytes = custody::encode_act(proposed);
    EXPECT_EQ(post("/v1/acts", "{}"), 400U);
    EXPECT_EQ(post("/v1/acts", signed_by("olga", bytes)), 201U);
    custody::ActRecord record;
    record.act = proposed;
    record.proposal.payload = bytes;
    const std::string path = "/v1/acts/" + proposed.id.text();
    for (const std::string person : {"alice", "bob"}) {
      EXPECT_EQ(post(path + "/execute", {}), 403U);  // ACT-QUORUM
      const auto decision = served_.vault.decision(record, person);
      EXPECT_EQ(post(path + "/decisions", envelope_body(decision)), 200U);
    }
    EXPECT_EQ(post(path + "/execute", {}), 200U);
    return path;
  }
  // What the script says of the page and the exchanges; empty when they agree.
  void compare() {
    json::object facts;
    facts["exchanges"] = exchanges_;
    const auto file = served_.folder() / "facts.json";
    must(write_file(file, as_bytes(json::serialize(facts)), Overwrite::kNo));
    const std::string command = "python3 " PYX_SOURCE_DIR
                                "/tests/custody/server/openapi_check.py " PYX_SOURCE_DIR
                                "/docs/api/openapi.yaml " +
                                file.string();
    EXPECT_EQ(std::system(command.c_str()), 0);
  }

  ServedVault served_;
  Uuid key_;
  std::map<std::string, std::unique_ptr<client::Transport>> transports_;
  json::array exchanges_;
};

TEST_F(RunningPyxd, DoesWhatThePageSays) {
  EXPECT_EQ(sign(R"({"messages":["aGk"]})"), 200U);
  EXPECT_EQ(sign("{}"), 400U);
  const std::string act_path = do_an_act();
  for (const std::string path :
       {"/livez", "/v1/vault", "/v1/policy", "/v1/keys", "/v1/acts", "/v1/freezes",
        "/v1/log/checkpoint", "/v1/log/vkey", "/v1/log/tile/0/000.p/1",
        "/v1/log/tile/entries/000.p/1", "/metrics"}) {
    EXPECT_EQ(get("officers-desk", path), 200U) << path;
  }
  EXPECT_EQ(get("officers-desk", act_path), 200U);
  const Sha256 policy = sha256(served_.vault.policy());
  EXPECT_EQ(get("auditor-desk", "/v1/log/blobs/" + to_hex(policy)), 200U);
  EXPECT_EQ(get("auditor-desk", "/v1/log/blobs/" + to_hex(sha256("x"))), 404U);
  EXPECT_EQ(get("auditor-desk", "/v1/acts"), 403U);
  const std::string key_path = "/v1/keys/" + key_.text();
  for (const std::string behind : {"", "/jwk", "/pem"}) {
    EXPECT_EQ(get("issuer", key_path + behind), 200U);
  }
  for (unsigned tries = 0; tries < 100 && get("issuer", "/readyz") != 200; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(post("/v1/freezes", signed_by("carol", custody::encode_freeze(freeze()))), 201U);
  EXPECT_EQ(sign(R"({"messages":["aGk"]})"), 423U);
  compare();
}

}  // namespace
}  // namespace pyx::testing
