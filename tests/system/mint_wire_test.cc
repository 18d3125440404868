// The mint over the wire, by a client that is a stranger: coins minted, checked and exchanged
// through a real pyxd; the exact retry after a kill; receipts that hold; and no tag in anything
// that the daemon writes. SIGN-RETRY, SECRET-NEVER.

#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "custody/client/client.h"
#include "tests/support/mint_vault.h"
#include "tests/support/served_mint.h"

namespace pyx::testing {
namespace mint_wire_test {

using client::Client;
using custody::CoinPouch;
using custody::ValueAnswer;
using custody::Verdict;
using ::testing::Each;

class MintOverTheWire : public ::testing::Test {
 protected:
  std::unique_ptr<Client> connect() {
    client::ClientOptions options;
    options.transport = served_.client();
    options.client_name = "issuer";
    options.vault = served_.vault.id;
    options.log_vkey = vkey_;
    return must(Client::open(options));
  }
  std::string get(const std::string& path) {
    const auto transport = must(client::open_transport(served_.client("officers-desk")));
    client::Exchange asked;
    asked.path = path;
    return must(transport->exchange(asked)).body;
  }
  template <class What>
  client::ValueTask<What> paying(const CoinPouch& coins, What what) {
    client::ValueTask<What> task{Client::new_request(), std::move(what)};
    task.what.payment.envelope_key = mint_.envelope;
    const PublicKey key = must(connect()->public_key(mint_.envelope));
    task.what.payment.sealed = must(client::seal_payment(
        key, coins, custody::payment_binding(served_.vault.id, task.request, task.what)));
    return task;
  }
  CoinPouch opened(const custody::Minted& minted, const Uuid& request) {
    return must(client::open_delivery(holder_, served_.vault.id, request, minted.sealed));
  }

  ServedVault served_;
  const ServedMint mint_ = make_mint(served_);
  const hpke::KeyPair holder_ = must(client::new_holder_key(hpke::Kem::kX25519));
  std::string vkey_;
};

bool holds_a_tag(ByteView text, const std::vector<Bytes>& tags) {
  const auto holds = [&](ByteView part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end()) != text.end();
  };
  return std::ranges::any_of(tags, [&](const Bytes& tag) {
    return holds(tag) || holds(as_bytes(to_hex(tag))) || holds(as_bytes(to_base64(tag))) ||
           holds(as_bytes(to_base64url(tag)));
  });
}

TEST_F(MintOverTheWire, CoinsGoRoundAndNoTagIsSeenOnTheWay) {
  served_.start();
  {
    const auto info = must(json::parse(get("/v1/vault")));
    vkey_ = std::string(info.at("log_vkey").as_string());
  }
  const auto till = connect();
  const client::MintTask mint{Client::new_request(), {{{"eur-5", 3}}, holder_.public_key}};
  const ValueAnswer answer = must(till->mint(mint));
  EXPECT_THAT(till->check_receipt(mint, answer), IsOk());
  const CoinPouch coins = opened(std::get<custody::Minted>(answer.what), mint.request);
  std::vector<Bytes> all_tags = tags(coins);

  const auto check = paying(with_a_bad_tag(coins, 1), custody::CoinsCheck{});
  const ValueAnswer judged = must(till->check(check));
  EXPECT_EQ(std::get<custody::Judged>(judged.what).coins[1].verdict, Verdict::kBadTag);
  const auto refused = till->redeem(paying(with_a_bad_tag(coins, 1), custody::CoinsRedeem{}));
  EXPECT_THAT(refused, RefusedBy("COIN-GOOD"));

  const auto exchange =
      paying(coins, custody::CoinsExchange{{}, {{"eur-1", 15}}, holder_.public_key});
  const ValueAnswer exchanged = must(till->exchange(exchange));
  EXPECT_THAT(till->check_receipt(exchange, exchanged), IsOk());
  const auto& fresh = std::get<custody::Exchanged>(exchanged.what).minted;
  for (Bytes& tag : tags(opened(fresh, exchange.request))) all_tags.push_back(std::move(tag));

  const std::string metrics = get("/metrics");
  EXPECT_THAT(metrics, ::testing::HasSubstr("pyx_coins_total"));
  EXPECT_EQ(served_.stop(SIGKILL), 128 + SIGKILL);

  // The very same after the kill, for both.
  served_.start();
  const auto later = connect();
  EXPECT_EQ(std::get<custody::Minted>(must(later->mint(mint)).what).sealed,
            std::get<custody::Minted>(answer.what).sealed);
  EXPECT_EQ(std::get<custody::Exchanged>(must(later->exchange(exchange)).what).minted.sealed,
            fresh.sealed);
  const std::string error = describe(refused.error());
  EXPECT_EQ(served_.stop(SIGTERM), 0);

  EXPECT_FALSE(holds_a_tag(as_bytes(metrics), all_tags));
  EXPECT_FALSE(holds_a_tag(as_bytes(error), all_tags));
  EXPECT_FALSE(holds_a_tag(must(read_file(served_.log(), std::size_t{1} << 26U)), all_tags));
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(served_.vault.folder.path())) {
    if (!entry.is_regular_file()) continue;
    EXPECT_FALSE(holds_a_tag(must(read_file(entry.path(), std::size_t{1} << 26U)), all_tags))
        << entry.path();
  }
  served_.vault.open();
  EXPECT_THAT(served_.vault.exported_and_verified(), IsOk());
}

}  // namespace mint_wire_test
}  // namespace pyx::testing
