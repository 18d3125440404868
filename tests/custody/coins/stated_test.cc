#include "custody/coins/stated.h"

#include "base/json.h"
#include "custody/evidence/statement.h"
#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace stated_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using ::testing::HasSubstr;

Answer receipt() { return {"receipt", sha256(""), "EUR", 500, "thank you"}; }

template <class Change>
Result<void> checked(Change change) {
  Answer answer = receipt();
  change(answer);
  return check_answer(answer);
}

TEST(CheckAnswer, AReceiptWithAnAmountAndOneWithoutAreRight) {
  EXPECT_THAT(check_answer(receipt()), IsOk());
  EXPECT_THAT(check_answer({"acceptance", sha256("x"), "", 0, ""}), IsOk());
  EXPECT_THAT(checked([](Answer& it) { it.value = 0; }), IsOk());
}
TEST(CheckAnswer, AKindHasOneTo32OfTheCharactersOfAnId) {
  for (const std::string& kind : {std::string("x"), std::string(32, 'x'), std::string("a-9")})
    EXPECT_THAT(checked([&](Answer& it) { it.kind = kind; }), IsOk()) << kind;
  for (const std::string& kind : {std::string(), std::string(33, 'x'), std::string("Receipt"),
                                  std::string("a b"), std::string("a\n"), std::string("\xc3\xa9")})
    EXPECT_THAT(checked([&](Answer& it) { it.kind = kind; }), FailsSaying(Code::kBadInput, "kind"))
        << kind;
}
TEST(CheckAnswer, AnAmountHasACurrencyOfThreeToEightCharacters) {
  for (const std::string& currency : {std::string("EUR"), std::string("ABCDEFG8")})
    EXPECT_THAT(checked([&](Answer& it) { it.currency = currency; }), IsOk()) << currency;
  for (const std::string& currency :
       {std::string(), std::string("EU"), std::string(9, 'A'), std::string("eur")})
    EXPECT_THAT(checked([&](Answer& it) { it.currency = currency; }),
                FailsSaying(Code::kBadInput, "currency"))
        << currency;
}
TEST(CheckAnswer, TextIsPrintableAndHasAtMost256Characters) {
  for (const std::string& text : {std::string(), std::string(256, 'x'), std::string(" ~\"\\")})
    EXPECT_THAT(checked([&](Answer& it) { it.text = text; }), IsOk()) << text;
  for (const std::string& text : {std::string(257, 'x'), std::string("a\nb"), std::string("\x7f"),
                                  std::string("\xe2\x80\xae"), std::string(1, '\0')})
    EXPECT_THAT(checked([&](Answer& it) { it.text = text; }), FailsSaying(Code::kBadInput, "text"))
        << text;
}

class StatedByTheMint : public ::testing::Test {
 protected:
  StatedBy by() const { return {"issuer", request_, mint_.vault.clock.now()}; }
  // The predicate, of a statement about this vault.
  static json::object predicate(const Bytes& payload, std::string_view type) {
    const Statement statement = must(parse_statement(payload));
    EXPECT_EQ(statement.predicate_type, type);
    EXPECT_EQ(statement.subject_name, "vault");
    return statement.predicate;
  }
  json::object answered(const Answer& answer) const {
    return predicate(encode_answer(mint_.vault.books().vault, by(), answer), kAnswerPredicate);
  }
  Result<Bytes> ledger(std::string denomination = "", std::vector<LedgerClaim> claims = {}) const {
    return encode_ledger(mint_.vault.books(), mint_.tallies.ledger, by(),
                         {mint_.answer, std::move(denomination), std::move(claims)});
  }
  json::object expected(std::string text) const {
    for (const auto& [mark, value] : std::vector<std::pair<std::string, std::string>>{
             {"REQUEST", request_.text()}, {"FIVE", mint_.five.text()}, {"NEXT", next_.text()}}) {
      for (std::size_t at = 0; (at = text.find(mark)) != std::string::npos;)
        text.replace(at, mark.size(), value);
    }
    return json::parse(text).value().as_object();
  }
  Result<std::optional<std::string>> compared(const std::vector<LedgerClaim>& claims) const {
    return compare_claims(mint_.vault.books(), mint_.tallies.ledger, claims);
  }
  // Keys stand in the order of their ids: of one millisecond, in any.
  Uuid key_of_the_next_period() {
    mint_.vault.clock.advance(std::chrono::seconds(1));
    return mint_.coin_key("eur-5", 2);
  }
  void move_coins() {
    must(mint_.append(mint_.mint({{mint_.five, 10}})));
    must(mint_.append(mint_.redeem({mint_.coins(mint_.five, 3)})));
    must(mint_.append(mint_.exchange({mint_.coins(mint_.five, 1)}, {{mint_.one, 5}})));
  }

  pyx::testing::MemoryMint mint_;
  const Uuid next_ = key_of_the_next_period();
  const Uuid request_ = must(Uuid::parse("01938c2e-7000-7000-8000-00000000000a"));
};

TEST_F(StatedByTheMint, AnAnswerSaysAllOfItsFieldsByWhomAndWhen) {
  EXPECT_EQ(answered(receipt()), expected(R"({"client":"issuer","request":"REQUEST",
      "time":"2026-11-23T09:00:01.000Z","kind":"receipt","transaction":
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "currency":"EUR","value":500,"text":"thank you"})"));
}
TEST_F(StatedByTheMint, WhatAnAnswerLeavesOutIsLeftOut) {
  EXPECT_EQ(answered({"refusal", sha256(""), "", 0, ""}),
            expected(R"({"client":"issuer","request":"REQUEST",
      "time":"2026-11-23T09:00:01.000Z","kind":"refusal","transaction":
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})"));
}
TEST_F(StatedByTheMint, TheLedgerSaysWhatWasIssuedRedeemedAndIsOutstandingByKey) {
  move_coins();
  mint_.vault.clock.set(mint_.vault.books().key(next_)->coins->period.begins);
  must(mint_.append(mint_.mint({{next_, 2}})));
  const auto payload = ledger("eur-5", {{"eur-5", {8, 4'000}}});
  ASSERT_THAT(payload, IsOk());
  EXPECT_EQ(predicate(*payload, kLedgerPredicate), expected(R"({"client":"issuer",
      "request":"REQUEST","time":"2026-11-30T00:00:00.000Z",
      "denominations":[{"denomination":"eur-5","currency":"EUR",
        "issued":{"count":12,"value":6000},"redeemed":{"count":3,"value":1500},
        "outstanding":{"count":8,"value":4000},
        "keys":[{"key":"FIVE","period":1,"issued":{"count":10,"value":5000},
                 "redeemed":{"count":3,"value":1500},"outstanding":{"count":6,"value":3000}},
                {"key":"NEXT","period":2,"issued":{"count":2,"value":1000},
                 "redeemed":{"count":0,"value":0},"outstanding":{"count":2,"value":1000}}]}],
      "claims":[{"denomination":"eur-5","outstanding":{"count":8,"value":4000}}]})"));
}
TEST_F(StatedByTheMint, TheLedgerOfAllHasEveryDenominationOfThePolicy) {
  const json::object all = predicate(must(ledger()), kLedgerPredicate);
  std::vector<std::string> names;
  for (const json::value& one : all.at("denominations").as_array())
    names.emplace_back(one.as_object().at("denomination").as_string());
  EXPECT_THAT(names, ::testing::ElementsAre("eur-5", "eur-1", "eur-10-blind"));
}
// Its record stays as a tombstone: what it issued is outstanding all the same.
TEST_F(StatedByTheMint, TheLedgerCountsADestroyedKeyToo) {
  move_coins();
  const std::string before(as_text(must(ledger("eur-5"))));
  mint_.vault.done(KeyRetire{mint_.five});
  mint_.vault.frozen(FreezeKey{mint_.five}, "alice");
  mint_.vault.done(KeyDestroy{mint_.five});
  EXPECT_EQ(as_text(must(ledger("eur-5"))), before);
  EXPECT_THAT(before, HasSubstr(mint_.five.text()));
}
TEST_F(StatedByTheMint, AnUnknownDenominationIsNotFound) {
  EXPECT_THAT(ledger("eur-50"), FailsWith(Code::kNotFound));
  EXPECT_THAT(compared({{"eur-50", {}}}), FailsWith(Code::kNotFound));
}
TEST_F(StatedByTheMint, MoreKeysThanAStatementHoldsAreToBeAskedForByDenomination) {
  Books books = mint_.vault.books();
  Ledger full;
  for (int i = 0; i < 500; ++i) {
    KeyRecord record = *books.key(mint_.five);
    record.id = Uuid::v7(mint_.vault.clock.now());
    books.add_key(record);
    ASSERT_TRUE(full.add(record.id, LedgerEntry::kMinted, {1'000'000'000, 500'000'000'000}));
  }
  EXPECT_THAT(encode_ledger(books, full, by(), {mint_.answer, "", {}}),
              FailsSaying(Code::kBadInput, "name a denomination"));
  EXPECT_THAT(encode_ledger(books, full, by(), {mint_.answer, "eur-1", {}}), IsOk());
}

TEST_F(StatedByTheMint, ClaimsThatAreCustodysOwnNumbersDoNotDiffer) {
  move_coins();
  EXPECT_EQ(must(compared({})), std::nullopt);
  EXPECT_EQ(must(compared({{"eur-5", {6, 3'000}}, {"eur-1", {5, 500}}, {"eur-10-blind", {}}})),
            std::nullopt);
}
TEST_F(StatedByTheMint, AClaimWithAnotherCountOrValueIsToldWithBothNumbers) {
  move_coins();
  EXPECT_THAT(must(compared({{"eur-5", {7, 3'000}}})).value(),
              HasSubstr("the issuer has 7 coins worth 3000 outstanding, custody 6 worth 3000"));
  EXPECT_THAT(must(compared({{"eur-5", {6, 3'001}}})).value(), HasSubstr("3001"));
}
TEST_F(StatedByTheMint, EachClaimThatDiffersIsTold) {
  const std::string text =
      must(compared({{"eur-5", {1, 500}}, {"eur-10-blind", {}}, {"eur-1", {2, 200}}})).value();
  EXPECT_THAT(text, HasSubstr("eur-5: "));
  EXPECT_THAT(text, HasSubstr("; eur-1: "));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("blind")));
}

// Conservation of cash does not end with the policy's words.
TEST_F(StatedByTheMint, ADenominationThatThePolicyNoLongerHasIsStillToldOf) {
  std::string policy = pyx::testing::policy_text(mint_.vault.people, "without ones");
  const std::size_t begin = policy.find("[[denomination]]\nname = \"eur-1\"");
  policy.erase(begin, policy.find("[[denomination]]", begin + 1) - begin);
  mint_.vault.done(PolicyChange{mint_.vault.put_blob(to_bytes(policy))});
  ASSERT_EQ(mint_.vault.books().policy.denomination("eur-1"), nullptr);
  const Bytes payload = must(encode_ledger(mint_.vault.books(), mint_.tallies.ledger, by(), {}));
  EXPECT_THAT(pyx::to_text(payload), HasSubstr(R"("denomination":"eur-1","currency":"EUR")"));
  EXPECT_THAT(compare_claims(mint_.vault.books(), mint_.tallies.ledger, {{"eur-1", {}}}), IsOk());
}

}  // namespace stated_test
}  // namespace pyx::custody
