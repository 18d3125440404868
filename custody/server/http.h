// HTTP as handlers see it: plain values, no socket. Light on purpose: only connection.cc and
// server.cc know Asio, only connection.cc and request_reader.cc know Beast.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "custody/coins/operation.h"
#include "custody/signing/sign_request.h"

namespace pyx::server {

enum class Method { kGet, kPost, kOther };
std::string_view to_text(Method method);  // "GET" "POST" "OTHER"

struct Field {
  std::string name;  // in a request: lower case
  std::string value;
};

struct Request {
  Method method = Method::kOther;
  std::string path;   // as it came, without the query: "/v1/keys"
  std::string query;  // without the question mark
  std::vector<Field> fields;
  std::string body;
  custody::ClientIdentity client;       // as TLS has proven it
  std::string client_name;              // in the policy, once it is admitted
  std::vector<std::string> parameters;  // what stood in the {places} of the route's path, in order
};

// The one value of a field. Errors: kNotFound if it is absent, kBadInput if it stands twice.
Result<std::string_view> field(const Request& request, std::string_view lower_case_name);

// What was signed, for whoever counts it; not sent.
struct SignedNote {
  Uuid key;
  std::uint64_t signatures = 0;
};
// What became of coins, for whoever counts it; not sent. How many, never which.
struct CoinsNote {
  custody::Operation operation = custody::Operation::kCoinsMint;
  std::uint64_t issued = 0;
  std::uint64_t retired = 0;
  std::uint64_t checked = 0;
  std::uint64_t bad = 0;      // of the checked: with a wrong tag
  std::uint64_t refused = 0;  // payments, by COIN-GOOD or COIN-ONCE
};

struct Response {
  unsigned status = 500;
  std::string content_type;   // empty: no body
  std::vector<Field> fields;  // besides Content-Type, Content-Length and Connection
  std::string body;
  std::string reason;                         // why it was refused, for the event log; not sent
  std::optional<std::uint64_t> leaf_index{};  // of the request's leaf, for the event log; not sent
  std::optional<SignedNote> made{};
  std::optional<CoinsNote> moved{};
};

// To be called exactly once, from any thread.
using Respond = std::function<void(Response)>;

std::string_view reason_phrase(
    unsigned status);  // "Not Found"; empty for one that is not used here

enum class Afterwards { kKeepAlive, kClose };
// Appends the response to `to` as HTTP/1.1 bytes.
void append_wire(std::string& to, const Response& response, Afterwards afterwards);

}  // namespace pyx::server
