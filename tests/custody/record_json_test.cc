#include "custody/record_json.h"

#include <gmock/gmock.h>

namespace pyx::custody {
namespace record_json_test {

// That the whole comes back as it was: tests/custody/client/api_json_reader_test.cc.

TEST(RecordJson, WhatAKeyHasNotIsLeftOut) {
  KeyRecord key;
  key.type = KeyType::kAes256;
  key.purpose = Purpose::kEncrypt;
  const json::object out = to_json(key);
  for (const std::string name :
       {"spki", "scheme", "activated", "deactivated", "destroyed", "coins"}) {
    EXPECT_FALSE(out.contains(name)) << name;
  }
  EXPECT_EQ(out.at("state").as_string(), "pre-activation");
}
TEST(RecordJson, AKeyOfCoinsHasItsTerms) {
  KeyRecord key;
  key.coins = CoinTerms{"eur-5", "EUR", 500, {}, {}};
  key.coins->period.number = 3;
  key.coins->period.ends = Time(std::chrono::hours(24));
  const json::object coins = to_json(key).at("coins").as_object();
  EXPECT_EQ(coins.at("denomination").as_string(), "eur-5");
  EXPECT_EQ(coins.at("value").to_number<int>(), 500);
  EXPECT_EQ(coins.at("period").to_number<int>(), 3);
  EXPECT_EQ(coins.at("ends").as_string(), "1970-01-02T00:00:00.000Z");
  EXPECT_FALSE(coins.contains("most_issued"));
  key.coins->most_issued = 7000;
  EXPECT_EQ(to_json(key).at("coins").at("most_issued").to_number<int>(), 7000);
}
TEST(RecordJson, AnOpenRequestSaysWhoAskedForWhat) {
  const OpenRequest request{7, Time(Duration(1)), "issuer", "coins.mint", Uuid::v7(Time())};
  EXPECT_EQ(json::serialize(to_json(request)),
            R"({"leaf_index":7,"time":"1970-01-01T00:00:00.001Z","client":"issuer",)"
            R"("operation":"coins.mint","request":")" +
                request.request.text() + "\"}");
}
TEST(RecordJson, AQuorumSaysItsVerdictControlAndReason) {
  EXPECT_EQ(json::serialize(quorum_json({policies::Verdict::kApproved, "ACT-QUORUM", "two"})),
            R"({"verdict":"approved","control":"ACT-QUORUM","reason":"two"})");
  EXPECT_EQ(json::serialize(quorum_json({})),
            R"({"verdict":"denied","control":"FAIL-CLOSED","reason":"not decided"})");
}

}  // namespace record_json_test
}  // namespace pyx::custody
