#include "custody/client/value_answer.h"

#include "custody/server/operation_writer.h"
#include "tests/custody/client/scripted_transport.h"
#include "tests/custody/client/value_tasks.h"
#include "tests/custody/server/statements.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace value_answer_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::json_reply;
using pyx::testing::sample_requests;

const Uuid kKey = Uuid::v7(SystemClock().now());

custody::Minted sample_minted() {
  custody::Minted minted{to_bytes("sealed"), {}};
  for (std::uint8_t i = 0; i < 5; ++i)
    minted.coins.push_back({custody::CoinId{1, i}, kKey, i < 3 ? "eur-5" : "eur-1", kKey.time()});
  return minted;
}
std::vector<custody::JudgedCoin> sample_judged() {
  return {{custody::CoinId{2}, kKey, "eur-5", 500, custody::Verdict::kGood},
          {custody::CoinId{3}, kKey, "", 500, custody::Verdict::kUnknownKey}};
}
// In the order of sample_requests().
std::vector<decltype(custody::ValueAnswer::what)> sample_answers() {
  const custody::Stated stated{testing::envelope_of(to_bytes("payload"))};
  return {sample_minted(),
          custody::Judged{sample_judged()},
          custody::Exchanged{sample_judged(), sample_minted()},
          custody::Redeemed{sample_judged(), "EUR", 9007199254740993},
          custody::BlindSigned{{Bytes(256, 3), Bytes(256, 4)}},
          stated,
          stated};
}
json::value written(const custody::ValueRequest& request,
                    decltype(custody::ValueAnswer::what) what) {
  custody::ValueAnswer answer;
  answer.receipt = {sha256("vault"), 42, sha256("leaf"), sha256("policy"),
                    custody::Remaining{"hourly", "1h", 97, 48500}};
  answer.what = std::move(what);
  return json::parse(server::value_response(request.operation(), answer).body).value();
}
Result<custody::ValueAnswer> read(const custody::ValueRequest& request, const json::value& body) {
  return read_value_answer(request, json_reply(200, json::serialize(body)));
}

TEST(ValueAnswer, TheClientReadsWhatTheServerWrites) {
  const auto requests = sample_requests();
  const auto answers = sample_answers();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const json::value body = written(requests[i], answers[i]);
    const auto answer = read(requests[i], body);
    ASSERT_THAT(answer, IsOk()) << json::serialize(body);
    EXPECT_EQ(answer->what.index(), answers[i].index());
    EXPECT_EQ(answer->receipt.leaf_index, 42U);
    EXPECT_EQ(answer->receipt.remaining, (custody::Remaining{"hourly", "1h", 97, 48500}));
    // Nothing is lost on the way.
    EXPECT_EQ(json::serialize(server::to_json(*answer)), json::serialize(body));
  }
}

TEST(ValueAnswer, ADryRunHasNoLeaf) {
  custody::ValueRequest request = sample_requests().front();
  request.dry_run = true;
  const json::value body = written(request, custody::WouldPass{});
  const auto answer = read(request, body);
  ASSERT_THAT(answer, IsOk());
  EXPECT_TRUE(std::holds_alternative<custody::WouldPass>(answer->what));
  EXPECT_EQ(answer->receipt.remaining->count, 97U);
  json::value no = body;
  no.as_object()["would_pass"] = false;
  EXPECT_THAT(read(request, no), FailsWith(Code::kBug));
  // Coins that nobody asked for are no answer to a dry run, nor the other way round.
  EXPECT_THAT(read(request, written(request, sample_minted())), FailsWith(Code::kBug));
  EXPECT_THAT(read(sample_requests().front(), body), FailsWith(Code::kBug));
}

TEST(ValueAnswer, AnAnswerToAnotherQuestionIsNone) {
  const auto requests = sample_requests();
  custody::Minted minted = sample_minted();
  minted.coins.pop_back();
  EXPECT_THAT(read(requests[0], written(requests[0], minted)),
              FailsSaying(Code::kBug, "asked for"));
  minted = sample_minted();
  minted.coins[4].denomination = "eur-5";
  EXPECT_THAT(read(requests[2], written(requests[2], custody::Exchanged{{}, minted})),
              FailsSaying(Code::kBug, "asked for"));
  EXPECT_THAT(read(requests[4], written(requests[4], custody::BlindSigned{{Bytes(256, 3)}})),
              FailsSaying(Code::kBug, "as many"));
  for (const custody::ValueRequest& request : requests)
    EXPECT_THAT(read(request, json::object()), FailsWith(Code::kBug));
}

TEST(ValueAnswer, WhatIsKnownIsReadStrictly) {
  const auto requests = sample_requests();
  const auto answers = sample_answers();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const json::value good = written(requests[i], answers[i]);
    for (const auto& member : good.as_object()) {
      for (const json::value& nonsense : {json::value("nonsense!"), json::value(-7)}) {
        if (member.key() == "currency" && nonsense.is_string()) continue;
        json::value wrong = good;
        wrong.as_object()[member.key()] = nonsense;
        EXPECT_THAT(read(requests[i], wrong), FailsWith(Code::kBug)) << json::serialize(wrong);
      }
    }
  }
  const json::value good = written(requests[1], answers[1]);
  for (const std::string name : {"id", "key", "value", "verdict"}) {
    json::value wrong = good;
    wrong.as_object()["coins"].as_array()[0].as_object()[name] = "nonsense";
    EXPECT_THAT(read(requests[1], wrong), FailsWith(Code::kBug)) << name;
  }
}

// Trap 32: something added upstream stops the other side.
TEST(ValueAnswer, MembersOfANewerServerArePassedOver) {
  const auto requests = sample_requests();
  const auto answers = sample_answers();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    json::value newer = written(requests[i], answers[i]);
    newer.as_object()["mood"] = "good";
    EXPECT_THAT(read(requests[i], newer), IsOk());
  }
}

TEST(ValueAnswer, ARefusalIsTheVaults) {
  const auto refusal = read_value_answer(
      sample_requests().front(),
      json_reply(403, R"({"code":"refused","detail":"spent","control":"COIN-ONCE"})"));
  EXPECT_THAT(refusal, testing::RefusedBy("COIN-ONCE"));
}

}  // namespace value_answer_test
}  // namespace pyx::client
