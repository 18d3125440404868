#include "tests/support/several_clients.h"

#include <vector>

#include "base/hex.h"
#include "tests/support/custody_fixture.h"

namespace pyx::testing {
namespace {

using custody::Operation;

struct Window {
  std::string length;
  unsigned count = 0;
  unsigned value = 0;
};

std::string budget(const std::string& name, const std::string& charge, const std::string& scope,
                   const std::vector<Window>& windows) {
  std::string text = "\n[[budget]]\nname = \"" + name + "\"\ncharge = \"" + charge +
                     "\"\nscope = \"" + scope + "\"\ncurrency = \"EUR\"\n";
  for (const Window& window : windows) {
    text += "[[budget.limit]]\nwindow = \"" + window.length +
            "\"\ncount = " + std::to_string(window.count) +
            "\nvalue = " + std::to_string(window.value) + "\n";
  }
  return text;
}

}  // namespace

const Rights& rights_of_several() {
  static const Rights kRights = {
      {"issuer", {Operation::kCoinsMint, Operation::kCoinsExchange, Operation::kCoinsRedeem}},
      {"till", {Operation::kCoinsMint, Operation::kCoinsExchange}},
      {"bank", {Operation::kCoinsExchange, Operation::kCoinsRedeem}}};
  return kRights;
}

custody::ClientIdentity identity_of(const std::string& client) {
  return {"urn:pyx:client:" + client, client_key(client)};
}

std::string more_clients_toml() {
  std::string text;
  for (const std::string client : {"till", "bank"}) {
    const custody::ClientIdentity identity = identity_of(client);
    text += "\n[[client]]\nname = \"" + client + "\"\nsan_uri = \"" + identity.san_uri +
            "\"\nspki_sha256 = \"" + to_hex(identity.spki_sha256) + "\"\naccess = [";
    for (const Operation operation : rights_of_several().at(client))
      text += "\"" + std::string(to_text(operation)) + "\", ";
    text += "]\nuse = [\"mint-coin\", \"mint-envelope\"]\n";
  }
  return text;
}

std::string several_budgets(const Uuid& key, std::size_t number) {
  return "version = 1\n" +
         budget("issue", "issue", "all", {{"1h", 60, 15'000}, {"1d", 300, 60'000}}) +
         budget("issue-till", "issue", "client:till", {{"1h", 25, 6'000}, {"life", 250, 50'000}}) +
         budget("issue-one", "issue", "denomination:eur-1", {{"2h", 45, 4'500}}) +
         budget("issue-key-" + std::to_string(number), "issue", "key:" + key.text(),
                {{"6h", 60, 30'000}}) +
         budget("exchange", "exchange", "all", {{"1h", 90, 12'000}}) +
         budget("exchange-bank", "exchange", "client:bank", {{"40m", 30, 4'000}}) +
         budget("redeem", "redeem", "all", {{"1d", 60, 20'000}}) +
         budget("redeem-bank", "redeem", "client:bank", {{"3h", 15, 5'000}});
}

}  // namespace pyx::testing
