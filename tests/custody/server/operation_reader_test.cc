#include "custody/server/operation_reader.h"

#include "custody/server/operation_bounds.h"
#include "tests/custody/server/operation_bodies.h"
#include "tests/matchers.h"

namespace pyx::server {
namespace operation_reader_test {

using custody::Operation;
using pyx::testing::answer_body;
using pyx::testing::attest_body;
using pyx::testing::blind_body;
using pyx::testing::claim_body;
using pyx::testing::counted_body;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::good_body;
using pyx::testing::IsOk;
using pyx::testing::kSampleKey;
using pyx::testing::mint_body;
using pyx::testing::redeem_body;
using pyx::testing::sample_holder;
using pyx::testing::sample_payment;

Request with(std::string body) {
  Request request;
  request.body = std::move(body);
  request.fields = {{"idempotency-key", std::string(kSampleKey)}};
  request.client.san_uri = "urn:pyx:test:mint";
  return request;
}
Result<custody::ValueRequest> read(Operation operation, std::string body) {
  return read_value_request(operation, with(std::move(body)));
}
void refuses(Operation operation, const std::string& body, const std::string& says) {
  EXPECT_THAT(read(operation, body), FailsSaying(Code::kBadInput, says)) << body;
}
std::string lines(std::size_t how_many, const std::string& count = "1") {
  std::string list = "[";
  for (std::size_t i = 0; i < how_many; ++i) {
    list += (i > 0 ? "," : "") + std::string(R"({"denomination":"d-)") + std::to_string(i) +
            R"(","count":)" + count + "}";
  }
  return list + "]";
}
std::string elements(std::size_t how_many, const std::string& one) {
  std::string list = "[";
  for (std::size_t i = 0; i < how_many; ++i) list += (i > 0 ? "," : "") + one;
  return list + "]";
}

// What is no count of anything, and no value.
const std::vector<std::string> kNoNumbers = {"-1",
                                             "-9223372036854775808",
                                             "9223372036854775808",
                                             "18446744073709551615",
                                             "1e3",
                                             "3.0",
                                             "3.5",
                                             "1e999999",
                                             "\"3\"",
                                             "true",
                                             "null",
                                             "[3]",
                                             "{}",
                                             "99999999999999999999999999"};

TEST(OperationReader, ReadsEveryOperation) {
  for (const Operation operation : custody::kOperations) {
    const auto asked = read(operation, good_body(operation));
    ASSERT_THAT(asked, IsOk()) << to_text(operation);
    EXPECT_EQ(asked->operation(), operation);
    EXPECT_EQ(asked->request.text(), kSampleKey);
    EXPECT_EQ(asked->client.san_uri, "urn:pyx:test:mint");
    EXPECT_FALSE(asked->dry_run);
  }
}

TEST(OperationReader, ReadsWhatWasAsked) {
  const auto exchange = read(Operation::kCoinsExchange, good_body(Operation::kCoinsExchange));
  const auto& what = std::get<custody::CoinsExchange>(exchange.value().what);
  EXPECT_EQ(what.coins, (std::vector<custody::CoinLine>{{"eur-5", 3}}));
  EXPECT_EQ(custody::to_text(what.holder), sample_holder());
  EXPECT_EQ(what.payment.envelope_key.text(), kSampleKey);
  EXPECT_EQ(what.payment.sealed, Bytes(100, 7));
  const auto redeem = read(Operation::kCoinsRedeem, good_body(Operation::kCoinsRedeem));
  EXPECT_EQ(to_hex(std::get<custody::CoinsRedeem>(redeem.value().what).account),
            std::string(64, 'c'));
  const auto answer = read(Operation::kAnswerSign, good_body(Operation::kAnswerSign));
  const custody::Answer& says = std::get<custody::AnswerSign>(answer.value().what).answer;
  EXPECT_EQ(says.kind, "receipt");
  EXPECT_EQ(says.currency, "EUR");
  EXPECT_EQ(says.value, 1500U);
  EXPECT_EQ(says.text, "thank you, come again");
  const auto attest = read(Operation::kLedgerAttest, good_body(Operation::kLedgerAttest));
  EXPECT_EQ(std::get<custody::LedgerAttest>(attest.value().what).claims,
            (std::vector<custody::LedgerClaim>{{"eur-5", {12, 6000}}}));
}

TEST(OperationReader, TheQueryMakesItADryRun) {
  Request request = with(counted_body("3"));
  request.query = "dry-run";
  EXPECT_TRUE(read_value_request(Operation::kCoinsMint, request)->dry_run);
}

TEST(OperationReader, WithoutAUsableIdempotencyKeyNothingIsRead) {
  for (const Operation operation : custody::kOperations) {
    Request request = with(good_body(operation));
    request.fields.clear();
    EXPECT_THAT(read_value_request(operation, request),
                FailsSaying(Code::kBadInput, "Idempotency-Key"));
    request.fields = {{"idempotency-key", "17"}};
    EXPECT_THAT(read_value_request(operation, request),
                FailsSaying(Code::kBadInput, "Idempotency-Key"));
  }
}

TEST(OperationReader, OneCoinIsTaken) {
  EXPECT_THAT(read(Operation::kCoinsMint, counted_body("1")), IsOk());
}
TEST(OperationReader, AsManyCoinsAsThereMayBeAreTaken) {
  EXPECT_THAT(read(Operation::kCoinsMint, counted_body("256")), IsOk());
}
TEST(OperationReader, ACountOutsideItsBoundsIsRefusedByName) {
  for (const std::string count :
       {"0", "257", "2147483648", "4294967297", "4294967296", "9223372036854775807"}) {
    refuses(Operation::kCoinsMint, counted_body(count), "\"count\" of coins[0]");
    refuses(Operation::kCoinsExchange,
            R"({"payment":)" + sample_payment() + "," + counted_body(count).substr(1),
            "\"count\" of coins[0]");
  }
}
TEST(OperationReader, ACountThatIsNoWholeNumberIsRefusedByName) {
  for (const std::string& count : kNoNumbers) {
    const auto asked = read(Operation::kCoinsMint, counted_body(count));
    ASSERT_THAT(asked, FailsWith(Code::kBadInput)) << count;
    if (count == "1e999999") continue;  // a number that no double holds is no JSON
    EXPECT_NE(asked.error().message.find("\"count\""), std::string::npos) << count;
  }
}

TEST(OperationReader, CoinsInAllAreBounded) {
  EXPECT_THAT(read(Operation::kCoinsMint, mint_body(lines(32, "8"))), IsOk());
  refuses(Operation::kCoinsMint, mint_body(lines(2, "129")), "\"coins\"");
}
TEST(OperationReader, NoLineIsRefused) {
  refuses(Operation::kCoinsMint, mint_body("[]"), "\"coins\"");
}
TEST(OperationReader, AsManyLinesAsThereMayBeAreTaken) {
  EXPECT_THAT(read(Operation::kCoinsMint, mint_body(lines(custody::kMostLines))), IsOk());
}
TEST(OperationReader, OneLineMoreIsRefused) {
  refuses(Operation::kCoinsMint, mint_body(lines(custody::kMostLines + 1)), "\"coins\"");
}

TEST(OperationReader, LinesHaveTheirForm) {
  const Operation mint = Operation::kCoinsMint;
  refuses(mint, mint_body("7"), "array");
  refuses(mint, mint_body("[7]"), "coins[0]");
  refuses(mint, mint_body(R"([{"denomination":"eur-5"}])"), "\"count\"");
  refuses(mint, mint_body(R"([{"count":3}])"), "\"denomination\"");
  refuses(mint, mint_body(R"([{"denomination":7,"count":3}])"), "\"denomination\"");
  refuses(mint, mint_body(R"([{"denomination":"","count":3}])"), "\"denomination\"");
  refuses(mint, mint_body(R"([{"denomination":"EUR 5","count":3}])"), "\"denomination\"");
  refuses(mint, mint_body(R"([{"denomination":")" + std::string(33, 'd') + R"(","count":3}])"),
          "\"denomination\"");
  refuses(mint, mint_body(R"([{"denomination":"eur-5","count":3,"value":5}])"), "unknown member");
  refuses(mint, mint_body(R"([{"denomination":"eur-5","count":3,"count":4}])"), "duplicate");
}

TEST(OperationReader, AHolderIsAKey) {
  const auto held_by = [](const std::string& holder) {
    return R"({"coins":[{"denomination":"eur-5","count":3}],"holder":)" + holder + "}";
  };
  for (const std::string holder :
       {"7", "\"\"", "\"x25519:\"", "\"x25519:AAAA\"", "\"rsa:AAAA\"", "\"p-256:AAAA\"", "null"}) {
    refuses(Operation::kCoinsMint, held_by(holder), "\"holder\"");
  }
  // Of small order: whatever is sealed to it, anybody opens.
  refuses(Operation::kCoinsMint, held_by("\"x25519:" + to_base64url(Bytes(32, 0)) + "\""),
          "\"holder\"");
  refuses(Operation::kCoinsMint, R"({"coins":[{"denomination":"eur-5","count":3}]})", "holder");
}

TEST(OperationReader, APaymentHasItsForm) {
  const Operation check = Operation::kCoinsCheck;
  refuses(check, "{}", "\"payment\"");
  refuses(check, R"({"payment":7})", "\"payment\"");
  refuses(check, R"({"payment":{}})", "\"envelope_key\"");
  refuses(check, R"({"payment":{"envelope_key":"1","sealed":"AAAA"}})", "\"envelope_key\"");
  const std::string key = R"({"payment":{"envelope_key":")" + std::string(kSampleKey) + "\"";
  refuses(check, key + "}}", "\"sealed\"");
  refuses(check, key + R"(,"sealed":7}})", "\"sealed\"");
  refuses(check, key + R"(,"sealed":"A/=="}})", "\"sealed\"");
  refuses(check, key + R"(,"sealed":"AAAA","coins":[]}})", "unknown member");
  refuses(check, key + R"(,"sealed":"AAAA"},"holder":"x"})", "unknown member");
}
TEST(OperationReader, TheLargestPaymentIsTaken) {
  EXPECT_THAT(
      read(Operation::kCoinsCheck, R"({"payment":)" + sample_payment(kMostSealedBytes) + "}"),
      IsOk());
}
TEST(OperationReader, ALargerPaymentIsRefused) {
  refuses(Operation::kCoinsCheck, R"({"payment":)" + sample_payment(kMostSealedBytes + 1) + "}",
          "\"sealed\"");
}

TEST(OperationReader, AnAccountIsADigest) {
  for (const std::string account : {"7", "\"\"", "\"abc\"", "null"})
    refuses(Operation::kCoinsRedeem, redeem_body(account), "\"account\"");
  refuses(Operation::kCoinsRedeem, redeem_body("\"" + std::string(64, 'A') + "\""), "\"account\"");
  refuses(Operation::kCoinsRedeem, R"({"payment":)" + sample_payment() + "}", "\"account\"");
}

TEST(OperationReader, ElementsAreStringsOfBytes) {
  const Operation blind = Operation::kBlindSign;
  refuses(blind, blind_body("[]"), "\"elements\"");
  refuses(blind, blind_body("7"), "\"elements\"");
  refuses(blind, blind_body("[7]"), "\"elements\"");
  refuses(blind, blind_body(R"(["AAAA","A=="])"), "elements[1]");
  refuses(blind, R"({"elements":["AAAA"]})", "\"key\"");
  refuses(blind, R"({"key":"1","elements":["AAAA"]})", "\"key\"");
}
TEST(OperationReader, AsManyElementsAsThereMayBeAreTaken) {
  const std::string longest = "\"" + to_base64url(Bytes(kMostElementBytes, 7)) + "\"";
  EXPECT_THAT(read(Operation::kBlindSign, blind_body(elements(256, longest))), IsOk());
}
TEST(OperationReader, OneElementMoreIsRefused) {
  refuses(Operation::kBlindSign, blind_body(elements(257, R"("AAAA")")), "\"elements\"");
}
TEST(OperationReader, ALongerElementIsRefused) {
  const std::string longer = "\"" + to_base64url(Bytes(kMostElementBytes + 1, 7)) + "\"";
  refuses(Operation::kBlindSign, blind_body("[" + longer + "]"), "longer than 512");
}

TEST(OperationReader, AnAnswerNeedsNoAmountAndNoText) {
  const auto asked = read(Operation::kAnswerSign, answer_body(""));
  ASSERT_THAT(asked, IsOk());
  const custody::Answer& answer = std::get<custody::AnswerSign>(asked->what).answer;
  EXPECT_EQ(answer.currency, "");
  EXPECT_EQ(answer.value, 0U);
}
TEST(OperationReader, AnAmountIsCurrencyAndValue) {
  const Operation sign = Operation::kAnswerSign;
  refuses(sign, answer_body(R"(,"value":5)"), "\"currency\"");
  refuses(sign, answer_body(R"(,"currency":"EUR")"), "\"value\"");
  refuses(sign, answer_body(R"(,"currency":"","value":0)"), "\"currency\"");
  for (const std::string& value : kNoNumbers) {
    EXPECT_THAT(read(sign, answer_body(R"(,"currency":"EUR","value":)" + value)),
                FailsWith(Code::kBadInput))
        << value;
  }
  EXPECT_THAT(read(sign, answer_body(R"(,"currency":"EUR","value":9007199254740993)")), IsOk());
  refuses(sign, answer_body(R"(,"text":7)"), "\"text\"");
  refuses(sign, answer_body(R"(,"sealed":"x")"), "unknown member");
}

TEST(OperationReader, ClaimsAreBounded) {
  const std::string claim = R"({"denomination":"eur-5","outstanding":{"count":1,"value":5}})";
  EXPECT_THAT(read(Operation::kLedgerAttest, attest_body("[]")), IsOk());
  EXPECT_THAT(read(Operation::kLedgerAttest, attest_body(elements(kMostClaims, claim))), IsOk());
  refuses(Operation::kLedgerAttest, attest_body(elements(kMostClaims + 1, claim)), "\"claims\"");
}
TEST(OperationReader, AClaimHasItsForm) {
  const Operation attest = Operation::kLedgerAttest;
  for (const std::string& number : kNoNumbers) {
    EXPECT_THAT(read(attest, claim_body(number, "5")), FailsWith(Code::kBadInput)) << number;
    EXPECT_THAT(read(attest, claim_body("5", number)), FailsWith(Code::kBadInput)) << number;
  }
  refuses(attest, claim_body("-1", "5"), "\"count\" of outstanding of claims[0]");
  refuses(attest, attest_body("7"), "\"claims\"");
  refuses(attest, attest_body("[7]"), "claims[0]");
  refuses(attest, attest_body(R"([{"denomination":"eur-5"}])"), "\"outstanding\"");
  refuses(attest, R"({"key":")" + std::string(kSampleKey) + "\"}", "\"claims\"");
  refuses(attest, R"({"key":")" + std::string(kSampleKey) + R"(","claims":[],"denomination":""})",
          "\"denomination\"");
}

TEST(OperationReader, MalformedBodiesAreRefused) {
  for (const Operation operation : custody::kOperations) {
    refuses(operation, "", "JSON");
    refuses(operation, "{", "JSON");
    refuses(operation, "[]", "object");
    refuses(operation, good_body(operation) + " x", "behind");
    std::string more = good_body(operation);
    more.back() = ',';
    refuses(operation, more + "\"mood\":1}", "unknown member \"mood\"");
    EXPECT_THAT(read(operation, "{}"), FailsWith(Code::kBadInput));
  }
}

// Trap 28: sizes from the wire.
TEST(OperationReader, AFloodOfValuesIsRefusedBeforeItIsBuilt) {
  for (const Operation operation : custody::kOperations) {
    std::string body = R"({"coins":[0)";
    for (int i = 0; i < 2000; ++i) body += ",0";
    refuses(operation, body + "]}", "more members or items");
    refuses(operation, std::string(std::size_t{256} * 1024, ' ') + good_body(operation), "bytes");
  }
}

TEST(OperationReader, DeepNestingIsRefused) {
  refuses(Operation::kCoinsMint, mint_body("[[[[[[[[[[]]]]]]]]]]"), "nested");
}

}  // namespace operation_reader_test
}  // namespace pyx::server
