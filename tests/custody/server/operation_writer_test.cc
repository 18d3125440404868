#include "custody/server/operation_writer.h"

#include "tests/custody/server/api_fixture.h"

namespace pyx::server {
namespace operation_writer_test {

using custody::Operation;
using pyx::testing::body_of;
using pyx::testing::IsProblem;
using pyx::testing::text_of;

custody::ValueAnswer answer_of(decltype(custody::ValueAnswer::what) what) {
  custody::ValueAnswer answer;
  answer.receipt = {sha256("vault"), 42, sha256("leaf"), sha256("policy"), std::nullopt};
  answer.what = std::move(what);
  return answer;
}
const Uuid kKey = Uuid::v7(SystemClock().now());
const custody::MintedCoin kMinted{custody::CoinId{1}, kKey, "eur-5", kKey.time()};
const custody::JudgedCoin kGood{custody::CoinId{2}, kKey, "eur-5", 500, custody::Verdict::kGood};
const custody::JudgedCoin kBad{custody::CoinId{3}, kKey, "", 500, custody::Verdict::kBadTag};

TEST(OperationWriter, AReceiptTellsWhatRemains) {
  custody::ValueAnswer answer = answer_of(custody::Judged{{kGood}});
  EXPECT_FALSE(body_of(value_response(Operation::kCoinsCheck, answer))
                   .at("receipt")
                   .as_object()
                   .contains("remaining"));
  // Above what a double can tell from its neighbours.
  answer.receipt.remaining = custody::Remaining{"hourly", "1h", 9007199254740993, 1ULL << 63U};
  const Response response = value_response(Operation::kCoinsCheck, answer);
  EXPECT_NE(response.body.find(R"("count":9007199254740993,"value":9223372036854775808)"),
            std::string::npos)
      << response.body;
  const auto receipt = body_of(response).at("receipt").as_object();
  EXPECT_EQ(text_of(receipt, "vault"), to_hex(sha256("vault")));
  EXPECT_EQ(receipt.at("leaf_index").as_int64(), 42);
  EXPECT_EQ(text_of(receipt, "leaf_hash"), to_hex(sha256("leaf")));
  EXPECT_EQ(text_of(receipt.at("remaining").as_object(), "window"), "1h");
}

TEST(OperationWriter, MintedCoinsHaveNoTag) {
  const Response response = value_response(
      Operation::kCoinsMint, answer_of(custody::Minted{to_bytes("sealed"), {kMinted}}));
  const auto body = body_of(response);
  EXPECT_EQ(text_of(body, "sealed"), "c2VhbGVk");
  const auto& coin = body.at("coins").as_array().at(0).as_object();
  EXPECT_EQ(text_of(coin, "id"), "01" + std::string(30, '0'));
  EXPECT_EQ(text_of(coin, "key"), kKey.text());
  EXPECT_EQ(text_of(coin, "denomination"), "eur-5");
  EXPECT_EQ(text_of(coin, "expires"), to_rfc3339(kKey.time()));
  EXPECT_EQ(coin.size(), 4U);
}

TEST(OperationWriter, OfACoinOfNobodysKeyThereIsNoDenomination) {
  const auto body =
      body_of(value_response(Operation::kCoinsCheck, answer_of(custody::Judged{{kGood, kBad}})));
  const auto& coins = body.at("coins").as_array();
  EXPECT_EQ(text_of(coins.at(0).as_object(), "verdict"), "good");
  EXPECT_EQ(text_of(coins.at(1).as_object(), "verdict"), "bad-tag");
  EXPECT_FALSE(coins.at(1).as_object().contains("denomination"));
}

TEST(OperationWriter, EachAnswerHasItsMembers) {
  const custody::Minted minted{to_bytes("sealed"), {kMinted}};
  auto body = body_of(
      value_response(Operation::kCoinsExchange, answer_of(custody::Exchanged{{kGood}, minted})));
  EXPECT_TRUE(body.contains("retired") && body.contains("sealed") && body.contains("coins"));
  body = body_of(
      value_response(Operation::kCoinsRedeem, answer_of(custody::Redeemed{{kGood}, "EUR", 500})));
  EXPECT_EQ(text_of(body, "currency"), "EUR");
  EXPECT_EQ(body.at("value").as_int64(), 500);
  body = body_of(
      value_response(Operation::kBlindSign, answer_of(custody::BlindSigned{{to_bytes("hi")}})));
  EXPECT_EQ(body.at("signatures").as_array().at(0).as_string(), "aGk");
  const custody::Envelope envelope{std::string(custody::kStatementPayloadType), to_bytes("hi"), {}};
  body = body_of(value_response(Operation::kAnswerSign, answer_of(custody::Stated{envelope})));
  EXPECT_EQ(text_of(body.at("envelope").as_object(), "payload"), "aGk=");
}

TEST(OperationWriter, ADryRunHasNoLeaf) {
  const Response response = value_response(Operation::kCoinsMint, answer_of(custody::WouldPass{}));
  const auto body = body_of(response);
  EXPECT_TRUE(body.at("would_pass").as_bool());
  EXPECT_FALSE(body.at("receipt").as_object().contains("leaf_index"));
  EXPECT_FALSE(response.leaf_index.has_value());
  EXPECT_EQ(response.moved->issued, 0U);
}

TEST(OperationWriter, CoinsAreNotedByNumberAlone) {
  const auto note = [](Operation operation, decltype(custody::ValueAnswer::what) what) {
    return value_response(operation, answer_of(std::move(what))).moved.value();
  };
  const custody::Minted minted{{}, {kMinted, kMinted}};
  EXPECT_EQ(note(Operation::kCoinsMint, minted).issued, 2U);
  const CoinsNote exchange = note(Operation::kCoinsExchange, custody::Exchanged{{kGood}, minted});
  EXPECT_EQ(exchange.issued, 2U);
  EXPECT_EQ(exchange.retired, 1U);
  const CoinsNote check = note(Operation::kCoinsCheck, custody::Judged{{kGood, kBad, kBad}});
  EXPECT_EQ(check.checked, 3U);
  EXPECT_EQ(check.bad, 2U);
  EXPECT_EQ(note(Operation::kCoinsRedeem, custody::Redeemed{{kGood}, "EUR", 5}).retired, 1U);
  EXPECT_EQ(note(Operation::kBlindSign, custody::BlindSigned{{{}, {}}}).issued, 2U);
}

TEST(OperationWriter, ARefusedPaymentIsNoted) {
  for (const std::string_view control : {"COIN-GOOD", "COIN-ONCE"}) {
    const Response response = value_problem(Operation::kCoinsRedeem, refused(control, "no"));
    EXPECT_THAT(response, IsProblem(403, "refused"));
    EXPECT_EQ(response.moved->refused, 1U);
  }
  EXPECT_FALSE(
      value_problem(Operation::kCoinsMint, refused("SIGN-BUDGET", "no")).moved.has_value());
}

}  // namespace operation_writer_test
}  // namespace pyx::server
