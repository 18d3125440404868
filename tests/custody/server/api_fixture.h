// The API over a fake vault, without a network: requests in, responses out.
#pragma once

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <future>
#include <string>

#include "base/json.h"
#include "custody/server/service.h"
#include "tests/custody/server/fake_vault.h"

namespace pyx::testing {

inline policies::Client make_client(std::string name, std::vector<policies::Access> access) {
  policies::Client client;
  client.san_uri = "urn:pyx:test:" + name;
  client.spki_sha256 = sha256(name);
  client.name = std::move(name);
  client.access = std::move(access);
  return client;
}

// Those of the mint's operations.
inline std::vector<policies::Access> operation_rights() {
  std::vector<policies::Access> rights(policies::kAccesses.begin(), policies::kAccesses.end());
  std::erase_if(rights, [](policies::Access right) {
    return right == policies::Access::kSign || right == policies::Access::kActs ||
           right == policies::Access::kLog;
  });
  return rights;
}

class ApiFixture : public ::testing::Test {
 protected:
  ApiFixture() {
    vault.clients = {make_client("mint", {policies::Access::kSign}),
                     make_client("officers", {policies::Access::kActs}),
                     make_client("auditor", {policies::Access::kLog}),
                     make_client("bank", operation_rights())};
  }
  ~ApiFixture() override { ::close(null); }

  // As the network side does it: first the head, then, if that is admitted, the body.
  server::Response call(const std::string& client, server::Request request) {
    request.client = {"urn:pyx:test:" + client, sha256(client)};
    std::string body = std::exchange(request.body, {});
    auto admitted = service.admit(request);
    if (auto* const refusal = std::get_if<server::Response>(&admitted)) return *refusal;
    request.body = std::move(body);
    const auto& route = *std::get<const server::Route*>(admitted);
    const auto asked = service.begin(route, request);
    std::promise<server::Response> promise;
    service.handle(route, std::move(request), [&promise](server::Response response) {
      promise.set_value(std::move(response));
    });
    server::Response response = promise.get_future().get();
    service.answered(asked, response);
    return response;
  }
  server::Response get(const std::string& client, const std::string& path) {
    server::Request request;
    request.method = server::Method::kGet;
    request.path = path;
    return call(client, std::move(request));
  }
  static server::Request post_request(const std::string& path, const std::string& body) {
    server::Request request;
    request.method = server::Method::kPost;
    request.path = path;
    request.body = body;
    request.fields = {{"content-type", "application/json"}};
    return request;
  }
  server::Response post(const std::string& client, const std::string& path,
                        const std::string& body) {
    return call(client, post_request(path, body));
  }

  const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  SystemClock clock;
  server::EventLog log{null, clock};
  FakeVault vault;
  server::Health health{vault, {}, {"single-host PIN"}};
  server::Service service{vault, health, log};
};

inline json::object body_of(const server::Response& response) {
  return json::parse(response.body).value().as_object();
}
inline std::string text_of(const json::object& from, std::string_view name) {
  const auto& text = from.at(name).as_string();
  return {text.data(), text.size()};
}

MATCHER_P2(IsProblem, status, code, "is a problem") {
  *result_listener << "which has status " << arg.status << " and says " << arg.body;
  return arg.status == static_cast<unsigned>(status) &&
         arg.content_type == "application/problem+json" && text_of(body_of(arg), "code") == code &&
         text_of(body_of(arg), "type") == "urn:pyx:problem:" + std::string(code) &&
         body_of(arg).at("status").as_int64() == status;
}

}  // namespace pyx::testing
