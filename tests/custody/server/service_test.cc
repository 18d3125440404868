#include "custody/server/service.h"

#include <set>

#include "tests/custody/server/api_fixture.h"

namespace pyx::server {
namespace service_test {

using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::IsProblem;
using pyx::testing::text_of;

class ServiceTest : public ApiFixture {};

TEST_F(ServiceTest, AClientThatThePolicyDoesNotPinIsRefusedEverywhere) {
  for (const Route& route : service.router().routes()) {
    Request request;
    request.method = route.method;
    request.path = route.path;
    const Response response = call("nobody", request);
    EXPECT_THAT(response, IsProblem(403, "refused")) << route.path;
    EXPECT_EQ(text_of(body_of(response), "control"), "CLIENT-PINNED");
  }
}

TEST_F(ServiceTest, BothTheNameAndTheKeyMustBePinned) {
  Request request;
  request.method = Method::kGet;
  request.path = "/livez";
  request.client = {"urn:pyx:test:mint", sha256("another key")};
  EXPECT_TRUE(std::holds_alternative<Response>(service.admit(request)));
  request.client = {"urn:pyx:test:another name", sha256("mint")};
  EXPECT_TRUE(std::holds_alternative<Response>(service.admit(request)));
  request.client = {"urn:pyx:test:mint", sha256("mint")};
  EXPECT_TRUE(std::holds_alternative<const Route*>(service.admit(request)));
}

TEST_F(ServiceTest, AClientThatThePolicyDropsIsRefusedFromTheNextRequestOn) {
  EXPECT_EQ(get("mint", "/v1/vault").status, 200U);
  vault.clients.clear();
  EXPECT_THAT(get("mint", "/v1/vault"), IsProblem(403, "refused"));
}

TEST_F(ServiceTest, AStrangerDoesNotLearnWhichPathsThereAre) {
  EXPECT_EQ(get("nobody", "/no/such/path").status, get("nobody", "/v1/keys").status);
}

TEST_F(ServiceTest, NoRouteStandsTwice) {
  std::set<std::pair<Method, std::string>> seen;
  for (const Route& route : service.router().routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.path).second) << route.path;
  }
}

}  // namespace service_test
}  // namespace pyx::server
