#include "custody/acts/act.h"

#include "policies/denomination.h"
#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace act_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

// Bob's public key of RFC 7748, 6.1.
constexpr const char* kHolder = "x25519:3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08";

Uuid new_id() { return Uuid::v7(SystemClock().now()); }

Act act_with(ActParameters parameters) {
  Act act;
  act.id = new_id();
  act.parameters = std::move(parameters);
  act.vault = sha256("vault");
  act.policy = sha256("policy");
  act.nonce = pyx::testing::new_nonce();
  act.not_before = from_rfc3339("2026-11-23T09:00:00.000Z").value();
  act.expires = act.not_before + std::chrono::hours(1);
  act.proposer = "olga";
  return act;
}

Result<Act> parse_changed(const Act& act, std::string_view from, std::string_view to) {
  return parse_act(pyx::testing::changed(encode_act(act), from, to));
}

TEST(Act, EveryTypeComesBackFromItsBytes) {
  const std::vector<ActParameters> all = {
      KeyGenerate{new_id(), "p-256", "issuer 2027"},
      KeyActivate{new_id()},
      KeyRetire{new_id()},
      KeyDestroy{new_id()},
      PolicyChange{sha256("new policy")},
      LogRotate{new_id()},
      Thaw{{sha256("first"), sha256("second")}, true},
      KeysSchedule{{{new_id(), "eur-5", 0}, {new_id(), "eur-5", 1}}},
      BudgetSet{sha256("budgets")},
      CoinsRefund{17, kHolder, "case 42"},
      ReservationFree{17, "case 43"},
      ClockAccept{from_rfc3339("2027-11-23T09:00:00.000Z").value()},
      BackupCreate{new_id(), {new_id(), new_id()}, {1, {{2, {"alice", "bob", "carol"}}}}, new_id()},
      BackupProve{new_id()},
      BackupRestore{new_id(), {new_id()}, "1234", RestoreWay::kHostMediated},
      SharesReshare{new_id(), {1, {{2, {"alice", "dave"}}}}},
      BackupRewrap{new_id(), new_id(), {1, {{2, {"alice", "dave"}}}}},
      CopyDestroy{new_id(), "1234"},
      TokenReplace{{"5678", "Model", "Maker", "mint"}, new_id(), new_id(), {17, sha256("root")}},
      StateAccept{20, sha256("lost"), 10, sha256("left")},
  };
  ASSERT_EQ(all.size(), policies::kActTypes.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Act act = act_with(all[i]);
    EXPECT_EQ(act.type(), policies::kActTypes[i]);
    const Bytes bytes = encode_act(act);
    const auto parsed = parse_act(bytes);
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(parsed->type(), act.type());
    EXPECT_EQ(encode_act(*parsed), bytes);
  }
}

TEST(Act, AnUnknownTypeIsRefused) {
  EXPECT_THAT(parse_changed(act_with(KeyRetire{new_id()}), "key.retire", "key.export"),
              FailsSaying(Code::kBadInput, "unknown act type"));
}
// Trap 4: parameters of another act.
TEST(Act, TheParametersOfAnotherTypeAreRefused) {
  EXPECT_THAT(parse_changed(act_with(KeyRetire{new_id()}), "key.retire", "policy.change"),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(
      parse_changed(act_with(KeyGenerate{new_id(), "p-256", "x"}), "key.generate", "key.destroy"),
      FailsWith(Code::kBadInput));
}
TEST(Act, AnUnknownMemberIsRefused) {
  EXPECT_THAT(
      parse_changed(act_with(KeyRetire{new_id()}), R"("proposer")", R"("quorum":0,"proposer")"),
      FailsSaying(Code::kBadInput, "quorum"));
  EXPECT_THAT(parse_changed(act_with(KeyRetire{new_id()}), R"("parameters":{)",
                            R"("parameters":{"force":true,)"),
              FailsSaying(Code::kBadInput, "force"));
}
TEST(Act, AMissingMemberIsRefused) {
  EXPECT_THAT(parse_changed(act_with(KeyRetire{new_id()}), R"(,"proposer":"olga")", ""),
              FailsSaying(Code::kBadInput, "proposer"));
}
TEST(Act, AMemberTwiceIsRefused) {
  EXPECT_THAT(parse_changed(act_with(KeyRetire{new_id()}), R"("proposer")",
                            R"("proposer":"alice","proposer")"),
              FailsSaying(Code::kBadInput, "duplicate"));
}
TEST(Act, AnotherKindOfStatementIsNoAct) {
  EXPECT_THAT(parse_changed(act_with(KeyRetire{new_id()}), "urn:pyx:act:v1", "urn:pyx:act:v2"),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_act(as_bytes("{}")), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_act({}), FailsWith(Code::kBadInput));
}
TEST(Act, AShortAndALongNonceAreRefused) {
  for (const std::size_t size_bytes : {std::size_t{0}, kNonceBytes - 1, kNonceBytes + 1}) {
    Act act = act_with(KeyRetire{new_id()});
    act.nonce = pyx::testing::new_nonce(size_bytes);
    EXPECT_THAT(parse_act(encode_act(act)), FailsSaying(Code::kBadInput, "nonce"));
  }
}
TEST(Act, ItMustExpireAfterItBegins) {
  Act act = act_with(KeyRetire{new_id()});
  act.expires = act.not_before;
  EXPECT_THAT(parse_act(encode_act(act)), FailsWith(Code::kBadInput));
  act.expires = act.not_before + Duration(1);
  EXPECT_THAT(parse_act(encode_act(act)), IsOk());
}
TEST(Act, AKeysNameHasOneTo64PrintableCharacters) {
  for (const std::string& name : {std::string("x"), std::string(64, 'x')})
    EXPECT_THAT(parse_act(encode_act(act_with(KeyGenerate{new_id(), "p", name}))), IsOk());
  for (const std::string& name :
       {std::string(), std::string(65, 'x'), std::string("a\nb"), std::string("a\xE2\x80\xAE")})
    EXPECT_THAT(parse_act(encode_act(act_with(KeyGenerate{new_id(), "p", name}))),
                FailsWith(Code::kBadInput));
}
TEST(Act, AThawNamesOneTo32DifferentFreezes) {
  Thaw thaw;
  EXPECT_THAT(parse_act(encode_act(act_with(thaw))), FailsWith(Code::kBadInput));
  for (int i = 0; i < 32; ++i) thaw.freezes.push_back(sha256(std::to_string(i)));
  EXPECT_THAT(parse_act(encode_act(act_with(thaw))), IsOk());
  thaw.freezes.push_back(sha256("one too many"));
  EXPECT_THAT(parse_act(encode_act(act_with(thaw))), FailsWith(Code::kBadInput));
  thaw.freezes = {sha256("twice"), sha256("twice")};
  EXPECT_THAT(parse_act(encode_act(act_with(thaw))), FailsSaying(Code::kBadInput, "twice"));
}
KeysSchedule schedule_of(std::size_t many) {
  KeysSchedule schedule;
  for (std::size_t i = 0; i < many; ++i)
    schedule.keys.push_back({new_id(), "eur-5", static_cast<std::int64_t>(i)});
  return schedule;
}
TEST(Act, AScheduleNamesOneTo24Keys) {
  EXPECT_THAT(parse_act(encode_act(act_with(schedule_of(0)))), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_act(encode_act(act_with(schedule_of(1)))), IsOk());
  EXPECT_THAT(parse_act(encode_act(act_with(schedule_of(kMostScheduledKeys)))), IsOk());
  EXPECT_THAT(parse_act(encode_act(act_with(schedule_of(kMostScheduledKeys + 1)))),
              FailsWith(Code::kBadInput));
}
TEST(Act, AScheduleNamesEachKeyAndEachPeriodOfADenominationOnce) {
  KeysSchedule schedule = schedule_of(2);
  schedule.keys[1].period = 0;
  EXPECT_THAT(parse_act(encode_act(act_with(schedule))), FailsSaying(Code::kBadInput, "twice"));
  schedule.keys[1].denomination = "eur-1";
  EXPECT_THAT(parse_act(encode_act(act_with(schedule))), IsOk());
  schedule.keys[1].key = schedule.keys[0].key;
  EXPECT_THAT(parse_act(encode_act(act_with(schedule))), FailsSaying(Code::kBadInput, "twice"));
}
TEST(Act, APeriodIsNumberedFromZeroUpToItsMost) {
  KeysSchedule schedule = schedule_of(1);
  for (const std::int64_t period : {std::int64_t{0}, policies::kMostPeriods}) {
    schedule.keys[0].period = period;
    EXPECT_THAT(parse_act(encode_act(act_with(schedule))), IsOk()) << period;
  }
  for (const std::int64_t period : {std::int64_t{-1}, policies::kMostPeriods + 1}) {
    schedule.keys[0].period = period;
    EXPECT_THAT(parse_act(encode_act(act_with(schedule))), FailsWith(Code::kBadInput)) << period;
  }
}
TEST(Act, AnUnknownMemberOfAScheduledKeyIsRefused) {
  EXPECT_THAT(parse_changed(act_with(schedule_of(1)), R"("period")", R"("mints":1,"period")"),
              FailsSaying(Code::kBadInput, "mints"));
}
// Leaf 0 is the founding.
TEST(Act, ARefundNamesALeafFromOneOnAHolderAndTheCase) {
  for (const ActParameters& parameters :
       {ActParameters(CoinsRefund{0, kHolder, "case"}), ActParameters(ReservationFree{0, "case"}),
        ActParameters(CoinsRefund{1, "x25519:AAAA", "case"}),
        ActParameters(CoinsRefund{1, "", "case"})})
    EXPECT_THAT(parse_act(encode_act(act_with(parameters))), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_act(encode_act(act_with(CoinsRefund{1, kHolder, "case"}))), IsOk());
  EXPECT_THAT(parse_act(encode_act(act_with(ReservationFree{1, "case"}))), IsOk());
}
TEST(Act, EvidenceHasOneTo256PrintableCharacters) {
  for (const std::string& evidence : {std::string("x"), std::string(256, 'x')}) {
    EXPECT_THAT(parse_act(encode_act(act_with(CoinsRefund{1, kHolder, evidence}))), IsOk());
    EXPECT_THAT(parse_act(encode_act(act_with(ReservationFree{1, evidence}))), IsOk());
  }
  for (const std::string& evidence : {std::string(), std::string(257, 'x'), std::string("a\nb")}) {
    EXPECT_THAT(parse_act(encode_act(act_with(CoinsRefund{1, kHolder, evidence}))),
                FailsSaying(Code::kBadInput, "evidence"));
    EXPECT_THAT(parse_act(encode_act(act_with(ReservationFree{1, evidence}))),
                FailsSaying(Code::kBadInput, "evidence"));
  }
}
TEST(Act, AnActLargerThanItsBoundIsRefused) {
  Act act = act_with(KeyRetire{new_id()});
  const std::size_t rest = encode_act(act).size() - act.proposer.size();
  act.proposer = std::string(kActMostBytes - rest, 'x');
  EXPECT_THAT(parse_act(encode_act(act)), IsOk());
  act.proposer += 'x';
  EXPECT_THAT(parse_act(encode_act(act)), FailsSaying(Code::kBadInput, "4096"));
}

}  // namespace act_test
}  // namespace pyx::custody
