// What comes over the network: requests to the daemon, and its answers as a client reads them.

#include "base/json.h"
#include "ceremony/room_page/page_request.h"
#include "custody/client/api_json_reader.h"
#include "custody/client/api_problem.h"
#include "custody/client/receipt_file.h"
#include "custody/client/sign_call.h"
#include "custody/client/value_answer.h"
#include "custody/client/value_call.h"
#include "custody/record_json.h"
#include "custody/server/api_json.h"
#include "custody/server/envelope_body.h"
#include "custody/server/limits.h"
#include "custody/server/operation_bounds.h"
#include "custody/server/operation_reader.h"
#include "custody/server/operation_writer.h"
#include "custody/server/request_reader.h"
#include "custody/server/router.h"
#include "custody/server/sign_handler.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {
namespace {

using server::Request;
using server::RequestReader;
using State = RequestReader::State;

constexpr std::string_view kKey = "01938c2e-7000-7000-8000-000000000001";

// Whole requests only; `refused` says why there are no more of them.
struct Reading {
  std::vector<Request> requests;
  bool refused = false;
};

// As a connection reads: in pieces, what is not taken stays in front of the next.
Reading read_stream(std::string_view wire, std::size_t piece_bytes) {
  Reading reading;
  std::string buffer;
  std::optional<RequestReader> reader;
  while (!reading.refused) {
    if (!reader) reader.emplace(server::kSignMostBodyBytes);
    const State before = reader->state();
    const std::size_t used = buffer.empty() ? 0 : reader->put(buffer);
    must_hold(used <= buffer.size(), "no byte is taken that is not there");
    buffer.erase(0, used);
    if (reader->state() == State::kRefused) {
      must_hold(reader->refusal().status >= 400 && reader->refusal().status < 600,
                "a refusal is one");
      reading.refused = true;
    } else if (reader->state() == State::kWhole) {
      const std::size_t length = reader->content_length();
      reading.requests.push_back(reader->take());
      must_hold(reading.requests.back().body.size() == length, "a body is as long as was said");
      reader.reset();
    } else if (used == 0 && reader->state() == before) {
      if (wire.empty()) break;
      buffer += wire.substr(0, piece_bytes);
      wire.remove_prefix(std::min(piece_bytes, wire.size()));
    }
  }
  return reading;
}

bool same(const Request& left, const Request& right) {
  return left.method == right.method && left.path == right.path && left.query == right.query &&
         left.body == right.body &&
         std::ranges::equal(left.fields, right.fields, [](const auto& one, const auto& other) {
           return one.name == other.name && one.value == other.value;
         });
}

// What cannot be smuggled: the bytes mean the same requests, however the network cuts them.
void same_in_pieces(std::string_view wire, const Reading& whole, std::size_t piece_bytes) {
  const Reading pieces = read_stream(wire, piece_bytes);
  must_hold(pieces.requests.size() == whole.requests.size(), "the same number of requests");
  must_hold(std::ranges::equal(pieces.requests, whole.requests, same), "the same requests");
}

const server::Router& router() {
  static const server::Router kRouter([] {
    std::vector<server::Route> routes(3);
    routes[0].path = "/v1/keys/{id}";
    routes[1].path = "/v1/keys/{id}/sign";
    routes[1].method = server::Method::kPost;
    routes[2].path = "/v1/log/tile/{path...}";
    return routes;
  }());
  return kRouter;
}

void check_sign_request(const Request& request) {
  const auto read = server::read_sign_request(request);
  if (!read) return;
  must_hold(!read->messages.empty() && read->messages.size() <= custody::kMostMessages,
            "a request has 1 to 256 messages");
  for (const Bytes& message : read->messages) {
    must_hold(message.size() <= custody::kMostMessageBytes, "a message has its bound");
  }
  const client::Exchange written =
      client::sign_exchange({read->key, read->request, read->messages, read->form});
  Request again;
  again.body = written.body;
  again.parameters = {read->key.text()};
  again.fields = {{"idempotency-key", written.fields.front().second}};
  const auto back = server::read_sign_request(again);
  must_hold(back.ok() && back->messages == read->messages && back->request == read->request &&
                back->form == read->form,
            "a client's writer and the daemon's reader agree");
}

std::size_t coins_of(const std::vector<custody::CoinLine>& lines) {
  std::size_t coins = 0;
  for (const custody::CoinLine& line : lines) coins += line.count;
  return coins;
}

// Of whatever was read: what there may be of anything.
struct HasItsBounds {
  bool operator()(const custody::CoinsMint& mint) const {
    return coins_of(mint.coins) >= 1 && coins_of(mint.coins) <= custody::kMostCoins;
  }
  bool operator()(const custody::CoinsCheck& check) const { return fits(check.payment); }
  bool operator()(const custody::CoinsExchange& exchange) const {
    return fits(exchange.payment) && (*this)(custody::CoinsMint{exchange.coins, {}});
  }
  bool operator()(const custody::CoinsRedeem& redeem) const { return fits(redeem.payment); }
  bool operator()(const custody::BlindSign& sign) const {
    return !sign.elements.empty() && sign.elements.size() <= custody::kMostCoins &&
           std::ranges::all_of(sign.elements, [](const Bytes& element) {
             return element.size() <= server::kMostElementBytes;
           });
  }
  bool operator()(const custody::AnswerSign& sign) const {
    return !sign.answer.currency.empty() || sign.answer.value == 0;
  }
  bool operator()(const custody::LedgerAttest& attest) const {
    return attest.claims.size() <= server::kMostClaims;
  }

 private:
  static bool fits(const custody::Payment& payment) {
    return payment.sealed.size() <= server::kMostSealedBytes;
  }
};

Request operation_request(std::string body) {
  Request request;
  request.fields = {{"idempotency-key", std::string(kKey)}};
  request.body = std::move(body);
  return request;
}

void check_value_request(custody::Operation operation, const custody::ValueRequest& read) {
  must_hold(read.operation() == operation, "what was asked is what is read");
  must_hold(std::visit(HasItsBounds{}, read.what), "a request has its bounds");
  const client::Exchange written = client::value_exchange(read);
  const auto again = server::read_value_request(operation, operation_request(written.body));
  must_hold(again.ok() && custody::request_digest(*again) == custody::request_digest(read),
            "a client's writer and the daemon's reader agree");
}

// One request for each operation, small enough that an answer may fit.
std::vector<custody::ValueRequest> asked_before() {
  const Uuid key = Uuid::parse(kKey).value();
  const std::vector<custody::CoinLine> coins = {{"eur-5", 1}};
  std::vector<custody::ValueRequest> all;
  const auto add = [&](decltype(custody::ValueRequest::what) what, client::Run run) {
    custody::ValueRequest& one = all.emplace_back();
    one.request = key;
    one.dry_run = run == client::Run::kDry;
    one.what = std::move(what);
  };
  add(custody::CoinsMint{coins, {}}, client::Run::kReal);
  add(custody::CoinsMint{coins, {}}, client::Run::kDry);
  add(custody::CoinsCheck{}, client::Run::kReal);
  add(custody::CoinsExchange{{}, coins, {}}, client::Run::kReal);
  add(custody::CoinsRedeem{}, client::Run::kReal);
  add(custody::BlindSign{key, {{}}}, client::Run::kReal);
  add(custody::AnswerSign{key, {}}, client::Run::kReal);
  return all;
}

template <class T>
bool written_is_read_again(const json::value& input, Result<T> (*read)(const json::value&)) {
  const auto first = read(input);
  if (!first) return false;
  using server::to_json;
  const std::string written = json::serialize(to_json(*first));
  const auto again = read(json::parse(written).value());
  must_hold(again.ok() && json::serialize(to_json(*again)) == written,
            "what a client understood is what a daemon writes");
  return true;
}

}  // namespace

Outcome http_request(ByteView input) {
  const std::string_view wire = as_text(input);
  const Reading whole = read_stream(wire, wire.size() + 1);
  same_in_pieces(wire, whole, 1);
  same_in_pieces(wire, whole, 7);
  for (Request request : whole.requests) {
    const auto matched = router().match(request);
    const auto* const route = std::get_if<const server::Route*>(&matched);
    if (route == nullptr) continue;
    must_hold(request.parameters.size() == 1 && !request.parameters.front().empty(),
              "a place in a path is never empty");
    if ((*route)->method == server::Method::kPost) check_sign_request(request);
  }
  return whole.requests.empty() ? Outcome::kRefused : Outcome::kAccepted;
}

Outcome sign_body(ByteView input) {
  Request request;
  request.parameters = {std::string(kKey)};
  request.fields = {{"idempotency-key", std::string(kKey)}};
  request.body = as_text(input);
  check_sign_request(request);
  return server::read_sign_request(request) ? Outcome::kAccepted : Outcome::kRefused;
}

Outcome operation_body(ByteView input) {
  bool taken = false;
  for (const custody::Operation operation : custody::kOperations) {
    const auto read = server::read_value_request(operation, operation_request(to_text(input)));
    if (!read) continue;
    check_value_request(operation, *read);
    taken = true;
  }
  return taken ? Outcome::kAccepted : Outcome::kRefused;
}

Outcome envelope_body(ByteView input) {
  Request request;
  request.body = as_text(input);
  const auto narrow = server::read_envelope_body(request, server::MayBring::kNothingElse);
  const auto wide = server::read_envelope_body(request, server::MayBring::kDocument);
  must_hold(!narrow || wide.ok(), "what may bring nothing else is no more than what may");
  if (!wide) return Outcome::kRefused;
  must_hold(narrow.ok() || wide->document.has_value(), "only a document makes the difference");
  return Outcome::kAccepted;
}

Outcome api_answer(ByteView input) {
  const client::Reply failure{409, "application/problem+json", to_text(input)};
  must_hold(!client::problem_of(failure).message.empty(), "a problem says something");
  const auto value = json::parse(as_text(input));
  if (!value) return Outcome::kRefused;
  bool taken = written_is_read_again(*value, client::read_vault_info);
  taken = written_is_read_again(*value, client::read_key_record) || taken;
  taken = written_is_read_again(*value, client::read_act_record) || taken;
  taken = written_is_read_again(*value, client::read_freeze_record) || taken;
  taken = written_is_read_again(*value, client::read_budget_record) || taken;
  taken = written_is_read_again(*value, client::read_lowered_budget) || taken;
  taken = written_is_read_again(*value, client::read_open_request) || taken;
  return taken ? Outcome::kAccepted : Outcome::kRefused;
}

Outcome sign_answer(ByteView input) {
  const client::SignTask task{Uuid::parse(kKey).value(),
                              Uuid::parse(kKey).value(),
                              {to_bytes("one"), to_bytes("two")},
                              client::EcdsaForm::kDer};
  const auto read =
      client::read_sign_answer(task, client::Reply{200, "application/json", to_text(input)});
  if (!read) return Outcome::kRefused;
  must_hold(read->signatures.size() == task.messages.size(), "each message has its signature");
  return Outcome::kAccepted;
}

Outcome value_answer(ByteView input) {
  bool taken = false;
  for (const custody::ValueRequest& request : asked_before()) {
    const auto read =
        client::read_value_answer(request, client::Reply{200, "application/json", to_text(input)});
    if (!read) continue;
    const std::string written = json::serialize(server::to_json(*read));
    const auto again =
        client::read_value_answer(request, client::Reply{200, "application/json", written});
    must_hold(again.ok() && json::serialize(server::to_json(*again)) == written,
              "what a client understood is what a daemon writes");
    taken = true;
  }
  return taken ? Outcome::kAccepted : Outcome::kRefused;
}

Outcome receipt_file(ByteView input) {
  const auto read = client::parse_receipt_file(as_text(input));
  if (!read) return Outcome::kRefused;
  const std::string written = client::write_receipt_file(*read);
  const auto again = client::parse_receipt_file(written);
  must_hold(again.ok() && client::write_receipt_file(*again) == written,
            "a receipt is written as it is read");
  must_hold(!client::check_receipt_leaf(*read, input).ok(), "a receipt is not its own leaf");
  return Outcome::kAccepted;
}

Outcome page_request(ByteView input) {
  constexpr std::uint16_t kPort = 8042;
  const std::string_view bytes = as_text(input);
  const auto read = ceremony::room_page::read_request(bytes, kPort);
  // However it is cut: nothing, until it is the same.
  for (std::size_t size = 0; size < bytes.size(); size += bytes.size() / 16 + 1) {
    const auto part = ceremony::room_page::read_request(bytes.substr(0, size), kPort);
    if (!part) continue;
    must_hold(read && part->refused == read->refused && part->path == read->path, "cut the same");
  }
  if (!read || read->refused != 0) return Outcome::kRefused;
  must_hold(read->path.starts_with('/'), "a path begins with a slash");
  must_hold(bytes.find(":8042") != std::string_view::npos, "the Host has the port");
  return Outcome::kAccepted;
}

}  // namespace pyx::fuzz
