#include "custody/server/operation_bounds.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/custody/server/operation_bodies.h"

namespace pyx::server {
namespace operation_bounds_test {

using custody::Operation;
using pyx::testing::good_body;

std::string repeated(const std::string& one, std::size_t times) {
  std::string list = "[";
  for (std::size_t i = 0; i < times; ++i) list += (i > 0 ? "," : "") + one;
  return list + "]";
}

void expect_room(Operation operation, const std::string& largest) {
  EXPECT_LE(largest.size(), most_body_bytes(operation)) << to_text(operation);
  EXPECT_LE(static_cast<std::size_t>(std::ranges::count(largest, ',')), most_commas(operation))
      << to_text(operation);
}

TEST(OperationBounds, LeaveRoomForWhatIsTaken) {
  for (const Operation operation : custody::kOperations)
    expect_room(operation, good_body(operation));
}

TEST(OperationBounds, LeaveRoomForTheLargest) {
  const std::string name(32, 'd');
  const std::string lines =
      repeated(R"({"denomination":")" + name + R"(","count":256})", custody::kMostLines);
  const std::string payment = R"({"payment":)" + testing::sample_payment(kMostSealedBytes);
  expect_room(Operation::kCoinsMint, testing::mint_body(lines));
  expect_room(Operation::kCoinsCheck, payment + "}");
  expect_room(Operation::kCoinsExchange, payment + "," + testing::mint_body(lines).substr(1));
  expect_room(Operation::kCoinsRedeem, payment + R"(,"account":")" + std::string(64, 'a') + "\"}");
  const std::string element = "\"" + to_base64url(Bytes(kMostElementBytes, 7)) + "\"";
  expect_room(Operation::kBlindSign, testing::blind_body(repeated(element, custody::kMostCoins)));
  expect_room(
      Operation::kAnswerSign,
      testing::answer_body(R"(,"currency":"EUREUREU","value":9223372036854775807,"text":")" +
                           std::string(256, ',') + "\""));
  expect_room(
      Operation::kLedgerAttest,
      testing::attest_body(repeated(
          R"({"denomination":")" + name +
              R"(","outstanding":{"count":9223372036854775807,"value":9223372036854775807}})",
          kMostClaims)));
}

TEST(OperationBounds, AreTextOfTheirBytes) {
  EXPECT_EQ(to_base64url(Bytes(kMostSealedBytes, 7)).size(), kMostSealedText);
  EXPECT_EQ(to_base64url(Bytes(kMostElementBytes, 7)).size(), kMostElementText);
}

}  // namespace operation_bounds_test
}  // namespace pyx::server
