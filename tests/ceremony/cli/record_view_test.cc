#include "ceremony/cli/record_view.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace record_view_test {

using ::testing::HasSubstr;
using ::testing::Not;

custody::KeyRecord key_record() {
  custody::KeyRecord key;
  key.id = Uuid::v7(Time(Duration(1)));
  key.name = "issuer-2027";
  key.profile = "issuer-mac";
  key.type = KeyType::kGenericSecret;
  key.purpose = Purpose::kMac;
  return key;
}

TEST(RecordView, OfAKeyHasNoPublicPartWhereThereIsNone) {
  const custody::KeyRecord key = key_record();
  EXPECT_EQ(to_json(key).at("state").as_string(), "pre-activation");
  EXPECT_FALSE(to_json(key).contains("spki"));
  EXPECT_FALSE(to_json(key).contains("activated"));
  EXPECT_THAT(key_text(key), Not(HasSubstr("key digest")));
  EXPECT_THAT(key_table({key}), HasSubstr("issuer-2027"));
}

TEST(RecordView, OfAKeySaysWhereItIsRestorableAndWhereItWasExposed) {
  custody::KeyRecord key = key_record();
  EXPECT_THAT(key_text(key), Not(HasSubstr("restorable on")));
  key.proven = custody::KeyElsewhere{key.id, "99", "SoftHSM v2", "libsofthsm2.so", false, Time{}};
  key.restored.push_back({key.id, "98", "NSS 3", "libsoftokn3.so", true, Time{}});
  EXPECT_THAT(key_text(key),
              HasSubstr("restorable on  libsofthsm2.so, SoftHSM v2, serial 99, 1970-01-01"));
  EXPECT_THAT(key_text(key), HasSubstr("serial 98, 1970-01-01T00:00:00.000Z, EXPOSED"));
  EXPECT_EQ(to_json(key).at("proven").at("token_serial").as_string(), "99");
}

TEST(RecordView, OfAKeyOfCoinsShowsDenominationPeriodAndTerms) {
  custody::KeyRecord key = key_record();
  EXPECT_THAT(key_table({key}), ::testing::Not(HasSubstr("DENOMINATION")));
  key.coins = custody::CoinTerms{"eur-5", "EUR", 500, {}, 7000};
  key.coins->period.number = 3;
  key.coins->period.ends = Time(std::chrono::hours(24));
  EXPECT_THAT(key_table({key, key_record()}), HasSubstr("eur-5         3\n"));
  EXPECT_THAT(key_text(key), HasSubstr("eur-5, 500 minor units of EUR each"));
  EXPECT_THAT(key_text(key), HasSubstr("ends           1970-01-02T00:00:00.000Z"));
  EXPECT_THAT(key_text(key), HasSubstr("7000 minor units"));
  const json::object coins = to_json(key).at("coins").as_object();
  EXPECT_EQ(coins.at("denomination").as_string(), "eur-5");
  EXPECT_EQ(coins.at("period").as_int64(), 3);
  EXPECT_FALSE(to_json(key_record()).contains("coins"));
}

TEST(RecordView, OfAnActCountsWhatIsMissing) {
  custody::ActRecord record;
  record.act.id = Uuid::v7(Time(Duration(1)));
  record.act.parameters = custody::KeyActivate{Uuid::v7(Time(Duration(2)))};
  record.act.proposer = "olga";
  record.quorum.reason = "needs 2 more of security-officer";
  custody::RecordedDecision said;
  said.statement.person = "alice";
  said.statement.role = "security-officer";
  said.statement.choice = policies::Choice::kRefuse;
  said.statement.reason = "not today\x1b[2J";
  record.decisions.push_back(said);

  const std::string text = act_progress(record);
  EXPECT_THAT(text, HasSubstr("state   open"));
  EXPECT_THAT(text, HasSubstr("refuse  alice as security-officer"));
  EXPECT_THAT(text, HasSubstr("not today\\u001b[2J"));
  EXPECT_THAT(text, HasSubstr("quorum  needs 2 more of security-officer"));
  EXPECT_THAT(act_table({record}), HasSubstr("needs 2 more of security-officer"));

  const json::object out = to_json(record);
  EXPECT_EQ(out.at("type").as_string(), "key.activate");
  EXPECT_EQ(out.at("quorum").at("verdict").as_string(), "denied");
  EXPECT_EQ(out.at("decisions").at(0).at("person").as_string(), "alice");
}

TEST(RecordView, OfAFreezeAndAVault) {
  custody::FreezeRecord freeze;
  freeze.statement.target = custody::FreezeClient{"issuer"};
  freeze.statement.person = "dave";
  EXPECT_THAT(freeze_table({freeze}), HasSubstr("client:issuer"));
  EXPECT_EQ(to_json(freeze).at("target").as_string(), "client:issuer");

  custody::VaultInfo info;
  info.name = "test";
  info.token_serials = {"0123"};
  info.warnings = {"single-host PIN"};
  EXPECT_THAT(info_text(info), HasSubstr("token     0123"));
  EXPECT_EQ(to_json(info).at("warnings").at(0).as_string(), "single-host PIN");
}

}  // namespace record_view_test
}  // namespace pyx::ceremony
