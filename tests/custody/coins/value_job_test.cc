// What every operation has in common on a real token: an id stands for one request, and no tag is
// in anything that leaves or stays.
#include "custody/coins/value_job.h"

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace value_job_test {

using testing::FailsWith;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::RefusedBy;

TEST(ValueJob, TheSameIdForAnotherRequestIsAConflict) {
  MintVault vault;
  ValueRequest request = vault.value_request(CoinsMint{{{"eur-5", 1}}, vault.holder.public_key});
  must(vault.ask(request));
  std::get<CoinsMint>(request.what).coins = {{"eur-5", 2}};
  EXPECT_THAT(vault.ask(request), FailsWith(Code::kConflict));
  request.what = AnswerSign{vault.answer_key, {"receipt", {}, "", 0, ""}};
  EXPECT_THAT(vault.ask(request), FailsWith(Code::kConflict));
  EXPECT_EQ(must(vault->budgets())[0].taken[0], (Amount{1, 500}));
}

TEST(ValueJob, AnIdThatIsTooOldOrAheadOfTheClockIsRefused) {
  MintVault vault;
  ValueRequest request = vault.value_request(CoinsMint{{{"eur-5", 1}}, vault.holder.public_key});
  request.request = Uuid::v7(vault.clock.now() + std::chrono::minutes(2));
  EXPECT_THAT(vault.ask(request), FailsWith(Code::kBadInput));
  const ValueRequest old = vault.value_request(CoinsMint{{{"eur-5", 1}}, vault.holder.public_key});
  must(vault.ask(old));
  vault.clock.shift(std::chrono::hours(25));
  must(vault.ask(vault.value_request(CoinsMint{{{"eur-5", 1}}, vault.holder.public_key})));
  EXPECT_THAT(vault.ask(old), RefusedBy("SIGN-RETRY"));
}

// SECRET-NEVER. What a search for a tag would find it by.
std::vector<Bytes> tags_of(const CoinPouch& coins) { return testing::tags(coins); }

bool holds(ByteView text, ByteView part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end()) != text.end();
}
bool holds_a_tag(ByteView text, const std::vector<Bytes>& tags) {
  return std::ranges::any_of(tags, [&](const Bytes& tag) {
    return holds(text, tag) || holds(text, as_bytes(to_hex(tag))) ||
           holds(text, as_bytes(to_base64(tag))) || holds(text, as_bytes(to_base64url(tag)));
  });
}

TEST(ValueJob, NoTagIsInAnAnswerALeafAnErrorOrTheStore) {
  MintVault vault;
  std::vector<Bytes> said;
  const ValueRequest mint = vault.value_request(CoinsMint{{{"eur-5", 3}}, vault.holder.public_key});
  const ValueAnswer minted = must(vault.ask(mint));
  said.push_back(std::get<Minted>(minted.what).sealed);
  const CoinPouch coins = vault.opened(minted, mint.request);
  std::vector<Bytes> tags = tags_of(coins);
  const ValueAnswer judged = must(vault.ask(vault.check(testing::with_a_bad_tag(coins))));
  for (const JudgedCoin& coin : std::get<Judged>(judged.what).coins) {
    said.push_back(Bytes(coin.id.begin(), coin.id.end()));
    said.push_back(to_bytes(to_text(coin.verdict)));
  }
  for (const auto& answer : {vault.ask(vault.redeem(testing::with_a_bad_tag(coins))),
                             vault.ask(vault.exchange(coins, {{"eur-1", 3}}))}) {
    ASSERT_FALSE(answer.ok());
    said.push_back(to_bytes(describe(answer.error())));
  }
  const ValueRequest exchange = vault.exchange(coins, {{"eur-1", 15}});
  const ValueAnswer exchanged = must(vault.ask(exchange));
  said.push_back(std::get<Exchanged>(exchanged.what).minted.sealed);
  for (Bytes& tag : tags_of(vault.opened(exchanged, exchange.request))) tags.push_back(tag);
  ASSERT_EQ(tags.size(), 18U);

  for (std::uint64_t i = 0; i < must(vault->info()).log_size; ++i)
    said.push_back(must(vault->leaves(i, 1)).front());
  vault.close();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(vault.folder.path())) {
    if (entry.is_regular_file())
      said.push_back(must(read_file(entry.path(), std::size_t{1} << 26U)));
  }
  for (const Bytes& text : said) EXPECT_FALSE(holds_a_tag(text, tags));
  // The search finds what is there.
  EXPECT_TRUE(holds_a_tag(as_bytes("before " + to_hex(tags.front()) + " after"), tags));
}

}  // namespace value_job_test
}  // namespace pyx::custody
