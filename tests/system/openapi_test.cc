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
#include "custody/acts/lowering_statement.h"
#include "custody/acts/share_receipt.h"
#include "custody/client/client.h"
#include "custody/client/value_answer.h"
#include "custody/client/value_call.h"
#include "custody/client/wallet.h"
#include "tests/custody/server/statements.h"
#include "tests/support/backup_table.h"
#include "tests/support/served_mint.h"

namespace pyx::testing {
namespace openapi_test {

class RunningPyxd : public ::testing::Test {
 protected:
  RunningPyxd() {
    key_ = served_.make_active_keys({"issuer-p-256"}).front();
    std::string budgets = "version = 1\n\n" + budget_toml("issue", "all", "1h", 100, 1'000'000);
    for (const char* charge : {"exchange", "redeem", "check"})
      budgets += budget_toml(charge, "all", "1h", 1'000, 1'000'000);
    mint_ = make_mint(served_, budgets);
    make_backup();
    served_.start();
    for (const std::string client : {"issuer", "officers-desk", "auditor-desk"}) {
      transports_[client] = must(client::open_transport(served_.client(client)));
    }
    policy_ = must(transports_["issuer"]->exchange({.path = "/v1/policy"})).body;
  }
  // Its shares are handed over, and nobody has acknowledged one yet.
  void make_backup() {
    LiveVault& vault = served_.vault;
    custody::VaultOptions options = vault.options();
    options.signing_threads = 0;
    vault.open(std::move(options));
    const Uuid act = vault.approved(custody::BackupCreate{
        vault.new_id(), {vault.make_key("issuer-lasting")}, BackupTable::plan(), {}});
    PaperTable table;
    must(vault->backup_desk()->create(
        act, table, [&](const SecretBytes& wrap_key, std::span<const pkcs11::KeySpec> specs) {
          return pkcs11::wrap_keys(vault.token_uri(), vault.token.so_pin(), vault.token.pin(),
                                   wrap_key, specs);
        }));
    backup_ = must(vault->backups()).front();
    vault.close();
  }
  custody::ShareReceipt receipt() const {
    const custody::HeldShare& share = backup_.sets.front().shares.front();
    return {served_.vault.id,
            backup_.id,
            1,
            share.group,
            share.member,
            share.commitment,
            share.holder,
            served_.vault.clock.now()};
  }
  unsigned ask(const std::string& client, const client::Exchange& exchange) {
    return told(client, exchange).status;
  }
  client::Reply told(const std::string& client, const client::Exchange& exchange) {
    client::Reply reply = must(transports_.at(client)->exchange(exchange));
    json::object one;
    one["method"] = exchange.method;
    one["path"] = exchange.path.substr(0, exchange.path.find('?'));
    one["status"] = reply.status;
    one["content_type"] = reply.content_type;
    one["body"] = reply.content_type.find("json") == std::string::npos ? "" : reply.body;
    exchanges_.push_back(std::move(one));
    return reply;
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
    act.policy = sha256(policy_);
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

  // An operation of the mint; what it answered must fit the question.
  Result<custody::ValueAnswer> operate(const custody::ValueRequest& request) {
    return client::read_value_answer(request, told("issuer", client::value_exchange(request)));
  }
  custody::ValueRequest request(decltype(custody::ValueRequest::what) what,
                                client::Run run = client::Run::kReal) {
    custody::ValueRequest asked;
    asked.request = served_.vault.new_id();
    asked.dry_run = run == client::Run::kDry;
    asked.what = std::move(what);
    return asked;
  }
  PublicKey public_key(const Uuid& key) {
    const std::string path = "/v1/keys/" + key.text() + "/pem";
    return must(PublicKey::from_pem(told("issuer", {.path = path}).body));
  }
  // What a holder pays with in this one call.
  template <class What>
  custody::ValueRequest paying(const custody::CoinPouch& coins, What what) {
    custody::ValueRequest asked = request({});
    what.payment.envelope_key = mint_.envelope;
    what.payment.sealed =
        must(client::seal_payment(public_key(mint_.envelope), coins,
                                  custody::payment_binding(served_.vault.id, asked.request, what)));
    asked.what = std::move(what);
    return asked;
  }
  // Minted, checked, exchanged, redeemed; and redeemed again, in vain.
  void do_coins() {
    const auto holder = must(client::new_holder_key(hpke::Kem::kX25519));
    const auto received = [&](const custody::ValueRequest& asked, const Bytes& sealed) {
      return must(client::open_delivery(holder, served_.vault.id, asked.request, sealed));
    };
    const custody::CoinsMint two{{{"eur-5", 2}}, holder.public_key};
    must(operate(request(two, client::Run::kDry)));
    const auto mint = request(two);
    const auto minted = std::get<custody::Minted>(must(operate(mint)).what);
    const auto coins = received(mint, minted.sealed);
    EXPECT_EQ(coins.faces().front().id, minted.coins.front().id);
    // The same again is the same coins.
    EXPECT_EQ(std::get<custody::Minted>(must(operate(mint)).what).sealed, minted.sealed);
    const auto judged =
        std::get<custody::Judged>(must(operate(paying(coins, custody::CoinsCheck{}))).what);
    EXPECT_EQ(judged.coins.at(1).verdict, custody::Verdict::kGood);
    const auto exchange =
        paying(coins, custody::CoinsExchange{{}, {{"eur-5", 2}}, holder.public_key});
    const auto exchanged = std::get<custody::Exchanged>(must(operate(exchange)).what);
    const auto fresh = received(exchange, exchanged.minted.sealed);
    const custody::CoinsRedeem out{{}, sha256("an account")};
    const auto old = operate(paying(coins, out));
    EXPECT_EQ(old.ok() ? "" : old.error().control, "COIN-GOOD");
    EXPECT_EQ(std::get<custody::Redeemed>(must(operate(paying(fresh, out))).what).value, 1000U);
  }
  void do_signatures_of_the_mint() {
    const custody::BlindSign blind{mint_.blind, {Bytes(256, 1), Bytes(256, 2)}};
    must(operate(request(blind, client::Run::kDry)));
    EXPECT_EQ(std::get<custody::BlindSigned>(must(operate(request(blind))).what).signatures.size(),
              2U);
    must(operate(request(custody::AnswerSign{
        mint_.answer, {"receipt", sha256("a sale"), "EUR", 500, "thank you"}})));
    must(operate(request(custody::LedgerAttest{mint_.answer, "", {{"eur-5", {0, 0}}}})));
    // With a request id that stands for something else, and past a budget.
    auto used = request(blind);
    must(operate(used));
    std::get<custody::BlindSign>(used.what).elements.pop_back();
    EXPECT_EQ(operate(used).error().code, Code::kConflict);
    const auto above = operate(request(custody::BlindSign{mint_.blind, {100, Bytes(256, 1)}}));
    EXPECT_EQ(above.error().control, "SIGN-BUDGET");
  }
  custody::LoweringStatement lowering() const {
    custody::LoweringStatement lowering;
    lowering.vault = served_.vault.id;
    lowering.budget = "issue";
    lowering.limit = {std::chrono::hours(1), 50, 25000};
    lowering.person = "carol";
    lowering.time = served_.vault.clock.now();
    lowering.expires = lowering.time + std::chrono::minutes(5);
    lowering.nonce = Bytes(custody::kNonceBytes, 9);
    lowering.reason = "a test";
    return lowering;
  }

  ServedVault served_;
  Uuid key_;
  custody::BackupRecord backup_;
  ServedMint mint_;
  std::string policy_;  // in force
  std::map<std::string, std::unique_ptr<client::Transport>> transports_;
  json::array exchanges_;
};

TEST_F(RunningPyxd, DoesWhatThePageSays) {
  EXPECT_EQ(sign(R"({"messages":["aGk"]})"), 200U);
  EXPECT_EQ(sign("{}"), 400U);
  do_coins();
  do_signatures_of_the_mint();
  EXPECT_EQ(post("/v1/lowerings", signed_by("carol", custody::encode_lowering(lowering()))), 201U);
  const std::string act_path = do_an_act();
  for (const std::string path :
       {"/livez", "/v1/vault", "/v1/policy", "/v1/keys", "/v1/acts", "/v1/freezes", "/v1/backups",
        "/v1/budgets", "/v1/requests/open", "/v1/log/checkpoint", "/v1/log/vkey",
        "/v1/log/tile/0/000.p/1", "/v1/log/tile/entries/000.p/1", "/metrics"}) {
    EXPECT_EQ(get("officers-desk", path), 200U) << path;
  }
  EXPECT_EQ(get("officers-desk", act_path), 200U);
  const Sha256 policy = sha256(policy_);
  EXPECT_EQ(get("auditor-desk", "/v1/log/blobs/" + to_hex(policy)), 200U);
  EXPECT_EQ(get("auditor-desk", "/v1/log/blobs/" + to_hex(sha256("x"))), 404U);
  EXPECT_EQ(get("auditor-desk", "/v1/acts"), 403U);
  const std::string key_path = "/v1/keys/" + key_.text();
  for (const std::string behind : {"", "/jwk", "/pem"}) {
    EXPECT_EQ(get("issuer", key_path + behind), 200U);
  }
  EXPECT_EQ(get("officers-desk", "/v1/keys/" + backup_.keys.front().text() + "/copies"), 200U);
  EXPECT_EQ(get("issuer", key_path + "/copies"), 403U);
  for (unsigned tries = 0; tries < 100 && get("issuer", "/readyz") != 200; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(post("/v1/freezes", signed_by("carol", custody::encode_freeze(freeze()))), 201U);
  EXPECT_EQ(post("/v1/shares", "{}"), 400U);
  EXPECT_EQ(post("/v1/shares", signed_by("alice", custody::encode_share_receipt(receipt()))), 201U);
  EXPECT_EQ(sign(R"({"messages":["aGk"]})"), 423U);
  compare();
}

}  // namespace openapi_test
}  // namespace pyx::testing
