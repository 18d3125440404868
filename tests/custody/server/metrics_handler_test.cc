#include "custody/server/metrics_handler.h"

#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/operation_bodies.h"

namespace pyx::server {
namespace metrics_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::IsProblem;
using ::testing::HasSubstr;
using ::testing::Not;

class MetricsOfTheApi : public ApiFixture {
 protected:
  Response sign(const std::string& body) {
    Request request = post_request("/v1/keys/" + vault.key().text() + "/sign", body);
    request.fields.push_back({"idempotency-key", Uuid::v7(clock.now()).text()});
    return call("mint", std::move(request));
  }
  Response operate(custody::Operation operation) {
    Request request =
        post_request(pyx::testing::operation_path(operation), pyx::testing::good_body(operation));
    request.fields.push_back({"idempotency-key", Uuid::v7(clock.now()).text()});
    return call("bank", std::move(request));
  }
  std::string metrics() { return get("auditor", "/metrics").body; }
};

TEST_F(MetricsOfTheApi, CountRequestsByRouteClientAndStatus) {
  (void)get("mint", "/v1/keys");
  (void)get("mint", "/v1/keys");
  (void)get("mint", "/v1/keys/" + Uuid::v7(clock.now()).text());
  const std::string text = metrics();
  EXPECT_THAT(
      text, HasSubstr("pyx_requests_total{method=\"GET\",route=\"/v1/keys\",status=\"2xx\"} 2\n"));
  EXPECT_THAT(
      text,
      HasSubstr("pyx_requests_total{method=\"GET\",route=\"/v1/keys/{id}\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("pyx_client_requests_total{client=\"mint\",status=\"2xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("pyx_client_requests_total{client=\"mint\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(
      text, HasSubstr("pyx_request_duration_seconds_count{method=\"GET\",route=\"/v1/keys\"} 2\n"));
}

TEST_F(MetricsOfTheApi, CountSignaturesByKeyAndNothingOfWhatFailed) {
  ASSERT_EQ(sign(R"({"messages":["aGk","aGk","aGk"]})").status, 200U);
  (void)sign("{}");
  vault.refuse_signing = error(Code::kFrozen, "frozen");
  (void)sign(R"({"messages":["aGk"]})");
  EXPECT_THAT(metrics(), HasSubstr("pyx_signatures_total{key=\"" + vault.key().text() + "\"} 3\n"));
}

TEST_F(MetricsOfTheApi, TellFreezesByWhatTheyStop) {
  EXPECT_THAT(metrics(), HasSubstr("pyx_freezes{target=\"all\"} 0\n"));
  custody::FreezeRecord freeze;
  freeze.statement.target = custody::FreezeAll{};
  vault.freeze_list.push_back(freeze);
  freeze.statement.target = custody::FreezeClient{"mint"};
  vault.freeze_list.push_back(freeze);
  const std::string text = metrics();
  EXPECT_THAT(text, HasSubstr("pyx_freezes{target=\"all\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("pyx_freezes{target=\"client\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("pyx_freezes{target=\"key\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("pyx_freezes{target=\"minting\"} 0\n"));
}

TEST_F(MetricsOfTheApi, TellHowSharesStand) {
  EXPECT_THAT(metrics(), HasSubstr("pyx_shares_overdue 0\n"));
  custody::ShareSetRecord set;
  set.state = custody::ShareSetState::kLive;
  set.shares.resize(2);
  set.shares[0].received = SystemClock().now() - std::chrono::hours(24) * 200;
  custody::BackupRecord backup;
  backup.sets = {set};
  vault.backup_list = {backup};
  const std::string text = metrics();
  EXPECT_THAT(text, HasSubstr("pyx_shares{state=\"never drilled\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("pyx_shares{state=\"not received\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("pyx_shares_overdue 1\n"));
  EXPECT_THAT(text, HasSubstr("pyx_share_drill_age_seconds 1728000"));
}

TEST_F(MetricsOfTheApi, CountCoinsByOperation) {
  for (const custody::Operation operation : custody::kOperations)
    ASSERT_EQ(operate(operation).status, 200U);
  ASSERT_EQ(operate(custody::Operation::kCoinsMint).status, 200U);
  const std::string text = metrics();
  for (const std::string line : {
           "{operation=\"coins.mint\",coins=\"issued\"} 6\n",
           "{operation=\"coins.check\",coins=\"checked\"} 2\n",
           "{operation=\"coins.exchange\",coins=\"issued\"} 3\n",
           "{operation=\"coins.exchange\",coins=\"retired\"} 1\n",
           "{operation=\"coins.redeem\",coins=\"retired\"} 1\n",
           "{operation=\"blind.sign\",coins=\"issued\"} 2\n",
       }) {
    EXPECT_THAT(text, HasSubstr("pyx_coins_total" + line));
  }
  EXPECT_THAT(text, HasSubstr("pyx_bad_coins_total{client=\"bank\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("pyx_refused_payments_total{")));
}

TEST_F(MetricsOfTheApi, CountRefusedPaymentsByClient) {
  vault.refuse_operations = refused("COIN-ONCE", "no");
  (void)operate(custody::Operation::kCoinsRedeem);
  vault.refuse_operations = refused("SIGN-BUDGET", "no");
  (void)operate(custody::Operation::kCoinsRedeem);
  const std::string text = metrics();
  EXPECT_THAT(text, HasSubstr("pyx_refused_payments_total{client=\"bank\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("pyx_coins_total{")));
}

TEST_F(MetricsOfTheApi, TellTheWrongTagsOfADayByClient) {
  vault.bad_coins_of = {{"bank", 7}};
  EXPECT_THAT(metrics(), HasSubstr("pyx_bad_coins_day{client=\"bank\"} 7\n"));
}

// Whoever reads the metrics holds no coin by it.
TEST_F(MetricsOfTheApi, NameNoCoin) {
  ASSERT_EQ(operate(custody::Operation::kCoinsExchange).status, 200U);
  const std::string text = metrics();
  EXPECT_THAT(text, Not(HasSubstr("01" + std::string(30, '0'))));
  EXPECT_THAT(text, Not(HasSubstr("02" + std::string(30, '0'))));
}

TEST_F(MetricsOfTheApi, NeedTheRightToReadTheLog) {
  EXPECT_THAT(get("mint", "/metrics"), IsProblem(403, "refused"));
  EXPECT_THAT(get("nobody", "/metrics"), IsProblem(403, "refused"));
  const Response answer = get("auditor", "/metrics");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
}

// What a stranger asks for must not become a label: their number would be without bound.
TEST_F(MetricsOfTheApi, PathsThatNobodyServesAreNoLabels) {
  (void)get("mint", "/v1/strange");
  EXPECT_THAT(metrics(), Not(HasSubstr("strange")));
}

TEST_F(MetricsOfTheApi, EveryLineIsOfTheFormatAndEveryFamilyIsTold) {
  ASSERT_EQ(sign(R"({"messages":["aGk"]})").status, 200U);
  const std::string text = metrics();
  const std::regex comment("# (HELP|TYPE) (pyx_[a-z0-9_]+) .+");
  const std::regex sample(
      R"re((pyx_[a-z0-9_]+)(\{([a-z_]+="[^"\\]*",?)+\})? (-?[0-9]+(\.[0-9]+)?))re");
  std::set<std::string> families;
  std::set<std::string> seen;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch parts;
    if (std::regex_match(line, parts, comment)) {
      families.insert(parts[2]);
    } else {
      ASSERT_TRUE(std::regex_match(line, parts, sample)) << line;
      const std::string name =
          std::regex_replace(parts[1].str(), std::regex("_(bucket|sum|count)$"), "");
      EXPECT_TRUE(families.contains(parts[1]) || families.contains(name)) << line;
      const std::string labelled = line.substr(0, line.rfind(' '));
      EXPECT_TRUE(seen.insert(labelled).second) << "twice: " << line;
    }
  }
  for (const std::string name : {"pyx_requests_total",
                                 "pyx_request_duration_seconds",
                                 "pyx_client_requests_total",
                                 "pyx_signatures_total",
                                 "pyx_coins_total",
                                 "pyx_bad_coins_total",
                                 "pyx_refused_payments_total",
                                 "pyx_connections",
                                 "pyx_connections_turned_away_total",
                                 "pyx_connections_cut_total",
                                 "pyx_tls_handshakes_total",
                                 "pyx_tls_resumed_handshakes_total",
                                 "pyx_tls_handshake_failures_total",
                                 "pyx_certificate_not_after_timestamp_seconds",
                                 "pyx_store_ok",
                                 "pyx_canary_ok",
                                 "pyx_log_leaves",
                                 "pyx_vault_suspended",
                                 "pyx_vault_missing_leaves",
                                 "pyx_freezes",
                                 "pyx_shares",
                                 "pyx_shares_overdue",
                                 "pyx_share_drill_age_seconds",
                                 "pyx_sign_requests_waiting",
                                 "pyx_sign_requests_in_flight",
                                 "pyx_commit_requests",
                                 "pyx_commit_duration_seconds",
                                 "pyx_process_cpu_seconds_total",
                                 "pyx_process_resident_memory_bytes",
                                 "pyx_process_uptime_seconds"}) {
    EXPECT_TRUE(families.contains(name)) << name;
  }
}

}  // namespace metrics_handler_test
}  // namespace pyx::server
