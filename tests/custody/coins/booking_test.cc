#include "custody/coins/booking.h"

#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace booking_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;

class Booking : public ::testing::Test {
 protected:
  const Books& books() { return mint_.vault.books(); }
  const KeyAccount& account(const Uuid& key) const { return mint_.tallies.ledger.of(key); }

  pyx::testing::MemoryMint mint_;
};

TEST_F(Booking, AddsUpWhatCoinsAreWorth) {
  const Total out = must(total_issued(books(), {{{mint_.five, 2}, {mint_.one, 3}}, {}}));
  EXPECT_EQ(out.currency, "EUR");
  EXPECT_EQ(out.amount, (Amount{5, 1'300}));
  const Total in = must(total_retired(books(), {{}, {mint_.coins(mint_.five, 2)}}));
  EXPECT_EQ(in.amount, (Amount{2, 1'000}));
  EXPECT_EQ(must(total_issued(books(), {})).amount, Amount{});
}
TEST_F(Booking, OfAValueBeyond64BitsIsBadInput) {
  EXPECT_THAT(total_issued(books(), {{{mint_.one, ~std::uint64_t{0}}}, {}}),
              FailsSaying(Code::kBadInput, "too large"));
}
TEST_F(Booking, OfAKeyThatMakesNoCoinsIsNotFound) {
  EXPECT_THAT(total_issued(books(), {{{mint_.answer, 1}}, {}}), FailsWith(Code::kNotFound));
  EXPECT_THAT(coin_key(books(), Uuid{}), FailsWith(Code::kNotFound));
}
TEST_F(Booking, TellsBudgetsWhatAKeysCoinsAre) {
  const ChargeLine line = line_of(*books().key(mint_.five), 3);
  EXPECT_EQ(line.denomination, "eur-5");
  EXPECT_EQ(line.currency, "EUR");
  EXPECT_EQ(line.key, mint_.five.text());
  EXPECT_EQ(line.amount, (Amount{3, 1'500}));
}
TEST_F(Booking, ChargesWhatComesIntoBeingAndOfAPaymentWhatItBrings) {
  const ChargedRequest exchange =
      must(charged(books(), mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 5}})));
  EXPECT_EQ(exchange.charge, policies::Charge::kExchange);
  ASSERT_EQ(exchange.lines.size(), 1U);
  EXPECT_EQ(exchange.lines[0].amount, (Amount{5, 500}));
  const ChargedRequest redeem = must(charged(books(), mint_.redeem({mint_.coins(mint_.five, 2)})));
  EXPECT_EQ(redeem.charge, policies::Charge::kRedeem);
  EXPECT_EQ(redeem.lines.at(0).amount, (Amount{2, 1'000}));
  EXPECT_EQ(must(charged(books(), mint_.check("gbu"))).lines.at(0).amount, (Amount{3, 0}));
  EXPECT_TRUE(must(charged(books(), mint_.answer_sign())).lines.empty());
}
TEST_F(Booking, GoesIntoTheLedgerAndAmongTheRetired) {
  Gate gate = mint_.gate();
  const CoinMoves moves{{{mint_.one, 5}}, {mint_.coins(mint_.five)}};
  EXPECT_THAT(book(gate, moves, LedgerEntry::kExchangedOut, LedgerEntry::kExchangedIn), IsOk());
  EXPECT_EQ(account(mint_.one).of(LedgerEntry::kExchangedOut), (Amount{5, 500}));
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kExchangedIn), (Amount{1, 500}));
  EXPECT_EQ(mint_.retired.size(), 1U);
}
TEST_F(Booking, AFullLedgerIsRefused) {
  mint_.tallies.ledger.restore({{mint_.one, LedgerEntry::kMinted, {1, ~std::uint64_t{0} - 50}}});
  Gate gate = mint_.gate();
  EXPECT_THAT(book(gate, {{{mint_.one, 1}}, {}}, LedgerEntry::kMinted, LedgerEntry::kRedeemed),
              FailsSaying(Code::kRefused, "is full"));
}

}  // namespace booking_test
}  // namespace pyx::custody
