#include "custody/client/api_json_reader.h"

#include "custody/record_json.h"
#include "custody/server/api_json.h"
#include "tests/custody/server/fake_vault.h"
#include "tests/custody/server/statements.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace api_json_reader_test {

using pyx::testing::envelope_of;
using pyx::testing::FailsWith;
using pyx::testing::FakeVault;
using pyx::testing::IsOk;
using pyx::testing::sample_act;
using pyx::testing::sample_budget;
using pyx::testing::sample_decision;
using pyx::testing::sample_freeze;

json::value through_text(const json::value& value) {
  return json::parse(json::serialize(value)).value();
}

custody::ActRecord sample_record() {
  const custody::Act act = sample_act(Uuid::v7(SystemClock().now()));
  custody::ActRecord record;
  record.act = act;
  record.proposal = envelope_of(custody::encode_act(act));
  record.state = custody::ActState::kExecuted;
  const auto decision = sample_decision(act);
  record.decisions.push_back({decision, envelope_of(custody::encode_decision(decision)), 8});
  record.quorum = {policies::Verdict::kApproved, "ACT-QUORUM", "2 of security-officer"};
  record.leaf_index = 7;
  record.closing_leaf = 11;
  record.outcome = "made key";
  return record;
}

TEST(ApiJsonReader, AnActComesBackAsItWas) {
  const custody::ActRecord record = sample_record();
  const auto back = read_act_record(through_text(server::to_json(record)));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->act.id, record.act.id);
  EXPECT_EQ(back->proposal.payload, record.proposal.payload);
  EXPECT_EQ(back->proposal.signatures[0].signature, record.proposal.signatures[0].signature);
  EXPECT_EQ(back->state, record.state);
  ASSERT_EQ(back->decisions.size(), 1U);
  EXPECT_EQ(back->decisions[0].statement.person, "bob");
  EXPECT_EQ(back->decisions[0].envelope.payload, record.decisions[0].envelope.payload);
  EXPECT_EQ(back->decisions[0].leaf_index, 8U);
  EXPECT_EQ(back->quorum.verdict, policies::Verdict::kApproved);
  EXPECT_EQ(back->quorum.control, "ACT-QUORUM");
  EXPECT_EQ(back->quorum.reason, record.quorum.reason);
  EXPECT_EQ(back->leaf_index, 7U);
  EXPECT_EQ(back->closing_leaf, 11U);
  EXPECT_EQ(back->outcome, "made key");
}

// A server that says one thing beside the bytes and another in them is not believed about the act.
TEST(ApiJsonReader, TheTruthOfAnActAreItsSignedBytes) {
  json::value lie = server::to_json(sample_record());
  lie.as_object()["type"] = "key.destroy";
  lie.as_object()["id"] = "00000000-0000-7000-8000-000000000000";
  const auto back = read_act_record(through_text(lie));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->act.type(), policies::ActType::kKeyGenerate);
  EXPECT_EQ(back->act.id, custody::parse_act(back->proposal.payload)->id);
}

TEST(ApiJsonReader, AKeyComesBackAsItWas) {
  const FakeVault vault;
  custody::KeyRecord key = vault.key_list.front();
  key.backup = policies::Backup::kNone;
  key.deactivated = key.created + std::chrono::hours(1);
  const auto back = read_key_record(through_text(custody::to_json(key)));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->id, key.id);
  EXPECT_EQ(back->name, key.name);
  EXPECT_EQ(back->profile, key.profile);
  EXPECT_EQ(back->backup, key.backup);
  EXPECT_EQ(back->state, key.state);
  EXPECT_EQ(back->created, key.created);
  EXPECT_EQ(back->activated, key.activated);
  EXPECT_EQ(back->deactivated, key.deactivated);
  EXPECT_FALSE(back->destroyed.has_value());
  EXPECT_EQ(back->public_key->id(), key.public_key->id());
}

TEST(ApiJsonReader, AKeyBringsWhereItWasProvenAndRestored) {
  const FakeVault vault;
  custody::KeyRecord key = vault.key_list.front();
  key.proven = custody::KeyElsewhere{key.id, "99", "NSS 3", "libsoftokn3.so", false, key.created};
  key.restored.push_back({key.id, "98", "SoftHSM v2", "libsofthsm2.so", true, key.created});
  const auto back = read_key_record(through_text(custody::to_json(key)));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->proven, key.proven);
  EXPECT_EQ(back->restored, key.restored);
}

TEST(ApiJsonReader, AKeyBringsWhereItWasAtHomeAndThatItWasLeftBehind) {
  const FakeVault vault;
  custody::KeyRecord key = vault.key_list.front();
  EXPECT_FALSE(read_key_record(through_text(custody::to_json(key)))->left_behind.has_value());
  key.former_homes.push_back({"98", key.created});
  key.left_behind = key.created;
  const auto back = read_key_record(through_text(custody::to_json(key)));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->former_homes, key.former_homes);
  EXPECT_EQ(back->left_behind, key.left_behind);
}

TEST(ApiJsonReader, AKeyOfCoinsBringsItsTerms) {
  const FakeVault vault;
  custody::KeyRecord key = vault.key_list.front();
  policies::Schedule schedule;
  schedule.first = key.created;
  schedule.issue = schedule.life = std::chrono::hours(24);
  schedule.overlap = schedule.ahead = schedule.grace = std::chrono::hours(1);
  for (const auto most : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(50000)}) {
    key.coins = custody::CoinTerms{"eur-5", "EUR", 1'000'000'000'000'000,
                                   policies::period_of(schedule, 7), most};
    const auto back = read_key_record(through_text(custody::to_json(key)));
    ASSERT_THAT(back, IsOk());
    EXPECT_EQ(back->coins, key.coins);
  }
  for (const std::string name :
       {"denomination", "currency", "value", "period", "born", "refresh_until", "most_issued"}) {
    json::value wrong = through_text(custody::to_json(key));
    wrong.as_object()["coins"].as_object()[name] = json::array();
    EXPECT_THAT(read_key_record(wrong), FailsWith(Code::kBadInput)) << name;
  }
}

TEST(ApiJsonReader, BudgetsComeBackAsTheyWere) {
  const custody::BudgetRecord record{sample_budget(), {{3, 1500}, {40, 9007199254740993}}};
  const auto back = read_budget_record(through_text(server::to_json(record)));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->budget, record.budget);
  EXPECT_EQ(back->taken, record.taken);
  policies::Budget check = sample_budget();
  check.charge = policies::Charge::kCheck;
  check.scope = {};
  check.currency.clear();
  const auto lowered =
      read_lowered_budget(through_text(server::to_json(custody::LoweredBudget{check, 10})));
  ASSERT_THAT(lowered, IsOk());
  EXPECT_EQ(lowered->budget, check);
  EXPECT_EQ(lowered->leaf_index, 10U);
}

TEST(ApiJsonReader, ABudgetIsReadStrictly) {
  const json::value good =
      through_text(server::to_json(custody::BudgetRecord{sample_budget(), {{3, 1}, {4, 1}}}));
  for (const std::string name : {"name", "charge", "scope", "currency", "limits"}) {
    json::value wrong = good;
    wrong.as_object()[name] = -7;
    EXPECT_THAT(read_budget_record(wrong), FailsWith(Code::kBadInput)) << name;
  }
  for (const std::string name : {"window", "count", "value", "taken"}) {
    json::value wrong = good;
    wrong.as_object()["limits"].as_array()[1].as_object()[name] = -7;
    EXPECT_THAT(read_budget_record(wrong), FailsWith(Code::kBadInput)) << name;
  }
  json::value half = good;
  half.as_object()["limits"].as_array()[1].as_object().erase("taken");
  EXPECT_THAT(read_budget_record(half), FailsWith(Code::kBadInput));
}

TEST(ApiJsonReader, AnOpenRequestComesBackAsItWas) {
  const Uuid id = Uuid::v7(SystemClock().now());
  const custody::OpenRequest open{17, id.time(), "bank", "coins.mint", id};
  const auto back = read_open_request(through_text(custody::to_json(open)));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->leaf_index, 17U);
  EXPECT_EQ(back->time, open.time);
  EXPECT_EQ(back->client, "bank");
  EXPECT_EQ(back->operation, "coins.mint");
  EXPECT_EQ(back->request, id);
}

// Custody freezes by itself: nobody signed it.
TEST(ApiJsonReader, AnAlarmsFreezeComesBackWithoutAPerson) {
  custody::FreezeRecord alarm;
  alarm.id = sha256("alarm");
  alarm.statement.vault = sha256("vault");
  alarm.statement.target = custody::FreezeMinting{};
  alarm.statement.reason = "the issuer has other numbers";
  const auto back = read_freeze_record(through_text(server::to_json(alarm)));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->statement.target, alarm.statement.target);
  EXPECT_EQ(back->statement.person, "");
  EXPECT_TRUE(back->statement.nonce.empty());
}

TEST(ApiJsonReader, AVaultAndAFreezeComeBackAsTheyWere) {
  FakeVault vault;
  auto info = vault.info().value();
  info.former_tokens.push_back({"98", Time{}, Uuid::v7(SystemClock().now())});
  const auto back = read_vault_info(through_text(server::to_json(info)));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->id, info.id);
  EXPECT_EQ(back->log_vkey, info.log_vkey);
  EXPECT_EQ(back->token_serials, info.token_serials);
  EXPECT_EQ(back->former_tokens, info.former_tokens);
  EXPECT_EQ(back->log_size, info.log_size);
  EXPECT_EQ(back->warnings, info.warnings);

  const custody::FreezeRecord freeze{sha256("f"),
                                     sample_freeze(Uuid::v7(SystemClock().now()).time()), 5};
  const auto thawed = read_freeze_record(through_text(server::to_json(freeze)));
  ASSERT_THAT(thawed, IsOk());
  EXPECT_EQ(thawed->id, freeze.id);
  EXPECT_EQ(thawed->statement.target, freeze.statement.target);
  EXPECT_EQ(custody::encode_freeze(thawed->statement), custody::encode_freeze(freeze.statement));
}

// Trap 32: something added upstream stops the other side.
TEST(ApiJsonReader, AMemberOfANewerServerIsPassedOver) {
  FakeVault vault;
  json::value newer = server::to_json(vault.info().value());
  newer.as_object()["mood"] = "good";
  EXPECT_THAT(read_vault_info(through_text(newer)), IsOk());
}

TEST(ApiJsonReader, WhatIsKnownIsReadStrictly) {
  const FakeVault vault;
  const json::value good = through_text(custody::to_json(vault.key_list.front()));
  for (const std::string name : {"id", "state", "type", "purpose", "backup", "created", "spki"}) {
    json::value wrong = good;
    wrong.as_object()[name] = "nonsense";
    EXPECT_THAT(read_key_record(wrong), FailsWith(Code::kBadInput)) << name;
  }
  json::value lacking = good;
  lacking.as_object().erase("state");
  EXPECT_THAT(read_key_record(lacking), FailsWith(Code::kBadInput));
  EXPECT_THAT(read_act_record(json::value("x")), FailsWith(Code::kBadInput));
  EXPECT_THAT(read_list(json::value(json::object()), "keys", read_key_record),
              FailsWith(Code::kBadInput));
}

}  // namespace api_json_reader_test
}  // namespace pyx::client
