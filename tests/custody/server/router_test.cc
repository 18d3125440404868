#include "custody/server/router.h"

#include "tests/custody/server/api_fixture.h"

namespace pyx::server {
namespace router_test {

using pyx::testing::IsProblem;
using ::testing::ElementsAre;

Router make_router() {
  const Handler nothing =
      answer_with([](const Request&) -> Result<Response> { return Response{}; });
  return Router({{Method::kGet, "/v1/keys", Need::kPinned, Lane::kReads, 0, nothing},
                 {Method::kGet, "/v1/keys/{id}", Need::kPinned, Lane::kReads, 0, nothing},
                 {Method::kPost, "/v1/keys/{id}/sign", Need::kSign, Lane::kNetwork, 9, nothing},
                 {Method::kGet, "/v1/tile/{path...}", Need::kLog, Lane::kReads, 0, nothing},
                 {Method::kPost, "/v1/coins/mint", Need{policies::Access::kCoinsMint},
                  Lane::kNetwork, 9, nothing, 9, "dry-run"}});
}

struct Matched {
  std::string path;
  std::vector<std::string> parameters;
  Response refusal;
};

Matched match(Method method, const std::string& path, const std::string& query = {}) {
  const Router router = make_router();
  Request request;
  request.method = method;
  request.path = path;
  request.query = query;
  const auto found = router.match(request);
  if (const auto* const route = std::get_if<const Route*>(&found)) {
    return {(*route)->path, request.parameters, {}};
  }
  return {{}, request.parameters, std::get<Response>(found)};
}

TEST(Router, APathWithoutPlacesMatchesItselfOnly) {
  EXPECT_EQ(match(Method::kGet, "/v1/keys").path, "/v1/keys");
  EXPECT_THAT(match(Method::kGet, "/v1/keyss").refusal, IsProblem(404, "not-found"));
  EXPECT_THAT(match(Method::kGet, "/v1").refusal, IsProblem(404, "not-found"));
  EXPECT_THAT(match(Method::kGet, "/").refusal, IsProblem(404, "not-found"));
  EXPECT_THAT(match(Method::kGet, "").refusal, IsProblem(404, "not-found"));
}

TEST(Router, APlaceTakesOneSegment) {
  const Matched matched = match(Method::kPost, "/v1/keys/abc/sign");
  EXPECT_EQ(matched.path, "/v1/keys/{id}/sign");
  EXPECT_THAT(matched.parameters, ElementsAre("abc"));
}

TEST(Router, APlaceIsNeverEmpty) {
  EXPECT_THAT(match(Method::kPost, "/v1/keys//sign").refusal, IsProblem(404, "not-found"));
  EXPECT_THAT(match(Method::kGet, "/v1/keys/").refusal, IsProblem(404, "not-found"));
  EXPECT_THAT(match(Method::kGet, "/v1/tile/").refusal, IsProblem(404, "not-found"));
  EXPECT_THAT(match(Method::kGet, "/v1/tile").refusal, IsProblem(404, "not-found"));
}

TEST(Router, ALastPlaceWithDotsTakesTheRest) {
  EXPECT_THAT(match(Method::kGet, "/v1/tile/0/x001/234.p/17").parameters,
              ElementsAre("0/x001/234.p/17"));
}

TEST(Router, AnotherMethodIsToldWhichOnesThereAre) {
  const Response refusal = match(Method::kPost, "/v1/keys").refusal;
  EXPECT_THAT(refusal, IsProblem(405, "bad-input"));
  ASSERT_EQ(refusal.fields.size(), 1U);
  EXPECT_EQ(refusal.fields.front().name, "Allow");
  EXPECT_EQ(refusal.fields.front().value, "GET");
}

TEST(Router, AQueryAndPercentEncodingAreRefused) {
  EXPECT_THAT(match(Method::kGet, "/v1/keys", "all=1").refusal, IsProblem(400, "bad-input"));
  EXPECT_THAT(match(Method::kGet, "/v1%2Fkeys").refusal, IsProblem(400, "bad-input"));
}

TEST(Router, ARouteTakesItsOwnQueryOnly) {
  EXPECT_EQ(match(Method::kPost, "/v1/coins/mint").path, "/v1/coins/mint");
  EXPECT_EQ(match(Method::kPost, "/v1/coins/mint", "dry-run").path, "/v1/coins/mint");
  for (const std::string query : {"dry-run=", "dry-run=1", "dry-run&", "Dry-run", "dry%2Drun"}) {
    EXPECT_THAT(match(Method::kPost, "/v1/coins/mint", query).refusal, IsProblem(400, "bad-input"));
  }
  EXPECT_THAT(match(Method::kPost, "/v1/keys/a/sign", "dry-run").refusal,
              IsProblem(400, "bad-input"));
  EXPECT_THAT(match(Method::kGet, "/v1/coins/mint", "dry-run").refusal,
              IsProblem(405, "bad-input"));
}

TEST(Router, DotSegmentsAreNoWayAround) {
  EXPECT_THAT(match(Method::kGet, "/v1/keys/../keys").refusal, IsProblem(404, "not-found"));
}

policies::Client with(std::vector<policies::Access> access) {
  policies::Client client;
  client.access = std::move(access);
  return client;
}

TEST(Router, ANeedIsMetByItsRightOnly) {
  using policies::Access;
  EXPECT_TRUE(satisfies(with({}), Need::kPinned));
  EXPECT_TRUE(satisfies(with({Access::kSign}), Need::kSign));
  EXPECT_FALSE(satisfies(with({Access::kActs, Access::kLog}), Need::kSign));
  EXPECT_TRUE(satisfies(with({Access::kActs}), Need::kActs));
  EXPECT_FALSE(satisfies(with({Access::kSign, Access::kLog}), Need::kActs));
}

TEST(Router, AnOperationNeedsTheRightOfItsName) {
  using policies::Access;
  const Need mint{Access::kCoinsMint};
  EXPECT_EQ(to_text(mint), "coins.mint");
  EXPECT_EQ(to_text(Need::kPinned), "pinned");
  EXPECT_EQ(to_text(Need::kLog), "log");
  EXPECT_TRUE(satisfies(with({Access::kCoinsMint}), mint));
  EXPECT_FALSE(satisfies(with({Access::kSign, Access::kActs, Access::kLog}), mint));
  EXPECT_FALSE(satisfies(with({Access::kCoinsExchange, Access::kBlindSign}), mint));
  EXPECT_FALSE(satisfies(with({Access::kCoinsMint}), Need::kSign));
}

TEST(Router, WhoCarriesActsMayReadTheLog) {
  using policies::Access;
  EXPECT_TRUE(satisfies(with({Access::kLog}), Need::kLog));
  EXPECT_TRUE(satisfies(with({Access::kActs}), Need::kLog));
  EXPECT_FALSE(satisfies(with({Access::kSign}), Need::kLog));
}

}  // namespace router_test
}  // namespace pyx::server
