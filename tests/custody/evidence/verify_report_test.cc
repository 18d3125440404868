#include "custody/evidence/verify_report.h"

#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace verify_report_test {

using pyx::testing::MemoryVault;
using pyx::testing::must;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(VerifyReport, OfAVaultThatWasJustFoundedTellsWhatItStandsOn) {
  const MemoryVault vault;
  const Books& books = vault.books();
  const VerifyReport report = report_on(books, 1, {}, {});
  EXPECT_FALSE(report.authenticated);
  EXPECT_EQ(report.vault, books.vault);
  EXPECT_EQ(report.size, 1U);
  EXPECT_THAT(
      report.facts,
      ElementsAre("founded by 5 people, all of whom signed", "on token 0123456789abcdef (Test v1)",
                  "which enforces every rule that keys need",
                  "policy in force: " + to_hex(books.policy.digest), "0 acts",
                  "0 keys, 0 freezes in force", "0 requests for 0 signatures"));
  EXPECT_THAT(report.unsettled, IsEmpty());
}
// TOKEN-ENFORCES
TEST(VerifyReport, NamesWhatTheTokenWasNotSeenToEnforce) {
  const MemoryVault vault(
      pyx::testing::with_outcome(TokenRule::kCopies, RuleOutcome::kNotEnforced));
  EXPECT_THAT(report_on(vault.books(), 1, {}, {}).facts,
              Contains("which was not seen to enforce copies: keys rest on the exceptions of their "
                       "profiles"));
}
TEST(VerifyReport, CountsActsByTheirState) {
  MemoryVault vault;
  vault.new_key("p-256");
  vault.new_key("p-256");
  vault.proposed(KeyGenerate{Uuid::v7(vault.clock.now()), "p-256", "open"});
  const VerifyReport report = report_on(vault.books(), vault.leaves().size(), {}, {});
  EXPECT_THAT(report.facts, Contains("3 acts: 1 open, 2 executed"));
  EXPECT_THAT(report.facts, Contains(StartsWith("2 keys, ")));
}
TEST(VerifyReport, CountsFreezesAndRequests) {
  MemoryVault vault;
  const Uuid key = vault.active_key("p-256");
  const RequestLeaf request = vault.request("issuer", key, 3);
  vault.frozen(FreezeKey{key}, "carol");
  RequestTally requests;
  must(requests.take({vault.clock.now(), request}, 7));
  const VerifyReport report = report_on(vault.books(), vault.leaves().size(), requests, {});
  EXPECT_THAT(report.facts, Contains("1 keys, 1 freezes in force"));
  EXPECT_THAT(report.facts, Contains("1 requests for 3 signatures"));
  EXPECT_THAT(report.unsettled, ElementsAre(StartsWith("leaf 7: ")));
}
TEST(VerifyReport, WithoutOperationsTellsNothingOfThem) {
  const pyx::testing::MemoryMint mint;
  EXPECT_THAT(report_on(mint.vault.books(), 1, {}, {}).facts,
              Not(Contains(HasSubstr("operations of the mint"))));
}
TEST(VerifyReport, OfAMintTellsEachDenominationsCash) {
  pyx::testing::MemoryMint mint;
  RequestTally requests;
  ValueTally values;
  values.follow(mint.vault.books());
  std::uint64_t index = 7;
  for (OperationLeaf leaf :
       {mint.mint({{mint.five, 10}, {mint.one, 4}}), mint.redeem({mint.coins(mint.five, 2)})}) {
    leaf.remaining = must(mint.gate().operation(leaf));
    mint.tallies.keep(mint.vault.clock.now());
    const Leaf taken{mint.vault.clock.now(), leaf};
    must(requests.take(taken, index++));
    must(values.take(mint.vault.books(), taken, requests, mint.vault.blob_reader()));
  }
  const VerifyReport report = report_on(mint.vault.books(), index, requests, values);
  EXPECT_THAT(report.facts, Contains("2 operations of the mint, 2 coins retired"));
  EXPECT_THAT(report.facts, Contains("eur-5: 10 coins issued worth 5000, 2 redeemed worth 1000, "
                                     "8 outstanding worth 4000"));
  EXPECT_THAT(report.facts, Contains("eur-1: 4 coins issued worth 400, 0 redeemed worth 0, "
                                     "4 outstanding worth 400"));
}

}  // namespace verify_report_test
}  // namespace pyx::custody
