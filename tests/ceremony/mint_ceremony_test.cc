// A mint's year at the ceremony table, on a real token: keys made ahead, budgets set and lowered,
// coins minted, the receipt checked against the exported log, minting frozen, a clock accepted.

#include <gmock/gmock.h>

#include <future>

#include "base/file.h"
#include "ceremony/cli/open_vault.h"
#include "custody/client/receipt_file.h"
#include "custody/vault.h"
#include "tests/ceremony/cli/room.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace mint_ceremony_test {

using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Room;

// A point on X25519: the basepoint, whose secret is known to everybody. Nobody opens the coins.
constexpr std::string_view kHolder = "x25519:CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

constexpr std::string_view kBudgets =
    "version = 1\n[[budget]]\nname = \"eur-issue\"\ncharge = \"issue\"\nscope = \"all\"\n"
    "currency = \"EUR\"\n[[budget.limit]]\nwindow = \"1h\"\ncount = 100\nvalue = 50000\n"
    "[[budget]]\nname = \"checks\"\ncharge = \"check\"\nscope = \"all\"\n"
    "[[budget.limit]]\nwindow = \"1h\"\ncount = 60\n";

class MintCeremony : public ::testing::Test {
 protected:
  MintCeremony() {
    room_.desk.make_mint();
    room_.desk.write("policy.toml", room_.desk.policy_text());
    root_ = room_.found();
  }
  // Proposed, approved by alice and bob, executed.
  void done(std::vector<std::string> words) {
    const std::string act = room_.agree(std::move(words), {"alice", "bob"});
    ASSERT_EQ(room_.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room_.desk.words();
  }
  // Anything that only looks.
  void look(std::vector<std::string> words) {
    words.insert(words.end(), {"--dir", room_.folder()});
    ASSERT_EQ(room_.run(words), ExitCode::kDone) << room_.desk.words();
  }
  void make_active_key(const std::string& profile) {
    done({"key.generate", "--profile", profile, "--name", profile});
    look({"key", "list", "--output", "json"});
    const auto keys = room_.desk.json().at("keys").as_array();
    done({"key.activate", "--key-id", std::string(keys.back().at("id").as_string())});
  }
  void set_budgets() {
    done({"budget.set", "--budgets", room_.desk.write("budgets.toml", kBudgets).string()});
  }

  // As the issuer's server asks: the receipt that it keeps.
  client::ReceiptFile mint() {
    custody::VaultOptions options;
    options.folder = room_.folder();
    options.clock = &room_.desk.clock;
    const SecretSource pin =
        parse_secret_source("file:" + room_.vaults_token().pin_file().string()).value();
    options.open_token = [pin](const std::string& uri) {
      return open_token(pkcs11::parse_token_uri(uri).value(), pin);
    };
    const auto vault = custody::Vault::open(std::move(options)).value();
    custody::ValueRequest request;
    request.client = {"urn:pyx:client:issuer", sha256_from_hex(std::string(64, 'a')).value()};
    request.request = Uuid::v7(room_.desk.clock.now());
    request.what = custody::CoinsMint{{{"eur-5", 2}}, custody::holder_key_from(kHolder).value()};
    std::promise<Result<custody::ValueAnswer>> answered;
    vault->operations().submit(request, [&](Result<custody::ValueAnswer> answer) {
      answered.set_value(std::move(answer));
    });
    const auto answer = answered.get_future().get();
    EXPECT_THAT(answer, IsOk());
    client::ReceiptFile file;
    if (answer) file.receipt = answer->receipt;
    file.client = "issuer";
    file.request = request.request;
    file.operation = custody::Operation::kCoinsMint;
    file.digest = custody::request_digest(request);
    return file;
  }

  Room room_;
  std::string root_;
};

TEST_F(MintCeremony, MakesKeysAheadAndShowsThemOnTheCalendar) {
  look({"key", "calendar"});
  EXPECT_THAT(room_.desk.words(), HasSubstr("MISSING: 15 keys"));
  done({"keys.schedule", "--denomination", "eur-5", "--period", "0"});
  look({"key", "calendar"});
  EXPECT_THAT(room_.desk.words(), HasSubstr("MISSING: 14 keys"));
  EXPECT_THAT(room_.desk.data(), HasSubstr("eur-5         0       active   minting"));
  done({"keys.schedule", "--ahead"});
  look({"key", "calendar"});
  EXPECT_THAT(room_.desk.words(), HasSubstr("every key that the policy's schedules want"));
  EXPECT_THAT(room_.desk.data(), Not(HasSubstr("MISSING")));
  look({"key", "list"});
  EXPECT_THAT(room_.desk.data(), HasSubstr("DENOMINATION  PERIOD"));
}

TEST_F(MintCeremony, SetsBudgetsWhichOneOfficerLowers) {
  look({"budget", "list"});
  EXPECT_THAT(room_.desk.words(), HasSubstr("there are no budgets"));
  set_budgets();
  ASSERT_EQ(room_.run_as("dave", {"budget", "lower", "eur-issue", "--window", "1h", "--count", "5",
                                  "--reason", "odd requests", "--yes"}),
            ExitCode::kDone)
      << room_.desk.words();
  look({"budget", "list", "--output", "json"});
  const auto limit = room_.desk.json().at("budgets").at(0).at("limits").at(0);
  EXPECT_EQ(limit.at("count").as_int64(), 5);
  EXPECT_EQ(limit.at("value").as_int64(), 50000);
  ASSERT_EQ(room_.run_as("dave", {"budget", "lower", "eur-issue", "--window", "1h", "--count", "6",
                                  "--yes"}),
            ExitCode::kRefused);
  EXPECT_THAT(room_.desk.words(), HasSubstr("[SIGN-BUDGET]"));
  set_budgets();
  EXPECT_THAT(room_.desk.words(), HasSubstr("executing the act"));
}

TEST_F(MintCeremony, ChecksTheReceiptOfMintedCoinsInTheExportedLog) {
  make_active_key("seed");
  done({"keys.schedule", "--denomination", "eur-5", "--period", "0"});
  set_budgets();
  client::ReceiptFile file = mint();
  look({"budget", "list"});
  EXPECT_THAT(room_.desk.data(), HasSubstr("1h      100    2      98    50000  1000   49000"));
  look({"request", "list"});
  EXPECT_THAT(room_.desk.words(), HasSubstr("every request is settled"));

  const std::string folder = (room_.desk.folder() / "export").string();
  ASSERT_EQ(room_.run_with_pin({"log", "export", folder}), ExitCode::kDone) << room_.desk.words();
  EXPECT_EQ(room_.run({"log", "verify", folder, "--root", root_}), ExitCode::kDone)
      << room_.desk.words();
  const auto verify = [&](const client::ReceiptFile& receipt) {
    return room_.run({"receipt", "verify",
                      room_.desk.write("receipt.json", write_receipt_file(receipt)).string(),
                      "--vault", root_, "--vkey", folder + "/log.vkey", "--export", folder});
  };
  ASSERT_EQ(verify(file), ExitCode::kDone) << room_.desk.words();
  EXPECT_THAT(room_.desk.data(), HasSubstr("98 coins, 49000 minor units of budget eur-issue"));
  file.receipt.remaining->count = 99;
  EXPECT_EQ(verify(file), ExitCode::kRefused);
  EXPECT_THAT(room_.desk.words(), HasSubstr("[LOG-WHOLE]"));
  file.receipt.leaf_index = 1000;
  EXPECT_EQ(verify(file), ExitCode::kRefused);

  // The coins are lost: their value is issued anew, and what an approver sees names the request.
  const std::string leaf = std::to_string(mint().receipt.leaf_index);
  const std::string act = room_.agree(
      {"coins.refund", "--leaf", leaf, "--holder", std::string(kHolder), "--evidence", "case 12"},
      {"alice"});
  EXPECT_THAT(room_.desk.words(), HasSubstr("coins.mint by client issuer"));
  EXPECT_THAT(room_.desk.words(), HasSubstr("issued: 2 coins of eur-5, period 0, 1000 minor"));
}

TEST_F(MintCeremony, FreezesMintingAndAcceptsAClock) {
  ASSERT_EQ(room_.run_as("dave", {"freeze", "--target", "minting"}), ExitCode::kDone)
      << room_.desk.words();
  look({"freeze", "list"});
  EXPECT_THAT(room_.desk.data(), HasSubstr("minting  dave"));
  done({"clock.accept", "--until", "2026-12-01T00:00:00Z"});
  EXPECT_THAT(room_.desk.data(), HasSubstr("the clock is accepted up to 2026-12-01"));
}

}  // namespace mint_ceremony_test
}  // namespace pyx::ceremony
