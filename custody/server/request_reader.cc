#include "custody/server/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <utility>

#include "custody/server/limits.h"
#include "custody/server/problem.h"

namespace pyx::server {
namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using Parser = http::request_parser<http::string_body>;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

Response header_too_long() {
  return problem(error(Code::kBadInput, "the header is too long"), 431);
}

// The refusal of what the parser refused.
Response malformed(const ErrorCode& ec) {
  if (ec == http::error::header_limit) return header_too_long();
  if (ec == http::error::body_limit) {
    return problem(error(Code::kBadInput, "the body is too long"), 413);
  }
  return problem(error(Code::kBadInput, "not HTTP/1.1: " + ec.message()));
}

// RFC 9112, 5.2: a server must refuse a folded line or mend it; the parser would mend it. It takes
// a field together with its folds, so that one never lies across two pieces.
bool is_folded(std::string_view piece) {
  return piece.find("\r\n ") != std::string_view::npos ||
         piece.find("\r\n\t") != std::string_view::npos;
}

// RFC 9112, 6.3 would take "2, 2" and two equal fields for one length of 2; not every reader does.
bool is_one_length(const Parser& parser) {
  const auto [first, last] = parser.get().equal_range(http::field::content_length);
  if (first == last) return true;
  const std::string_view text = view(first->value());
  return std::next(first) == last && !text.empty() &&
         std::ranges::all_of(text, [](char one) { return one >= '0' && one <= '9'; });
}

std::optional<Response> refuse_head(const Parser& parser) {
  const auto& head = parser.get();
  if (head.version() != 11) return problem(error(Code::kBadInput, "only HTTP/1.1"), 505);
  if (head.count(http::field::host) != 1) {
    return problem(error(Code::kBadInput, "exactly one field Host is needed"));
  }
  if (head.count(http::field::transfer_encoding) != 0) {
    return problem(error(Code::kBadInput, "a body needs a Content-Length"), 411);
  }
  if (!is_one_length(parser)) {
    return problem(error(Code::kBadInput, "Content-Length must be one number"));
  }
  return std::nullopt;
}

template <class Name>
void keep_field(const Parser& parser, Name name, std::string_view lower_case,
                std::vector<Field>& into) {
  const auto [first, last] = parser.get().equal_range(name);
  for (auto one = first; one != last; ++one) {
    into.push_back({std::string(lower_case), std::string(view(one->value()))});
  }
}

// Only the fields that a handler reads are kept.
Request read_head(const Parser& parser) {
  Request request;
  const auto verb = parser.get().method();
  request.method = verb == http::verb::get    ? Method::kGet
                   : verb == http::verb::post ? Method::kPost
                                              : Method::kOther;
  const std::string_view target = view(parser.get().target());
  const std::size_t query = target.find('?');
  request.path = target.substr(0, query);
  if (query != std::string_view::npos) request.query = target.substr(query + 1);
  keep_field(parser, http::field::content_type, "content-type", request.fields);
  keep_field(parser, "idempotency-key", "idempotency-key", request.fields);
  return request;
}

}  // namespace

struct RequestReader::Inside {
  Parser parser;
  State state = State::kHead;
  std::size_t head_bytes = 0;
  Request request;
  Response refusal;

  void refuse(Response response) {
    refusal = std::move(response);
    state = State::kRefused;
  }
  void head_grew(std::string_view piece);
};

// The parser's own limit is that of one piece, and it may be fed in many.
void RequestReader::Inside::head_grew(std::string_view piece) {
  head_bytes += piece.size();
  if (head_bytes > kHeaderMostBytes) return refuse(header_too_long());
  if (is_folded(piece)) {
    return refuse(problem(error(Code::kBadInput, "a folded header line is not taken")));
  }
  if (!parser.is_header_done()) return;
  if (auto refused = refuse_head(parser)) return refuse(std::move(*refused));
  request = read_head(parser);
  state = State::kBody;
}

RequestReader::RequestReader(std::size_t most_body_bytes) : inside_(std::make_unique<Inside>()) {
  inside_->parser.header_limit(kHeaderMostBytes);
  inside_->parser.body_limit(most_body_bytes);
}
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::state() const { return inside_->state; }

std::size_t RequestReader::put(std::string_view bytes) {
  Inside& mine = *inside_;
  ErrorCode ec;
  const std::size_t used = mine.parser.put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
  if (ec && ec != http::error::need_more) {
    mine.refuse(malformed(ec));
    return used;
  }
  if (mine.state == State::kHead) mine.head_grew(bytes.substr(0, used));
  if (mine.state == State::kBody && mine.parser.is_done()) mine.state = State::kWhole;
  return used;
}

const Response& RequestReader::refusal() const { return inside_->refusal; }
Request& RequestReader::request() { return inside_->request; }

std::size_t RequestReader::content_length() const {
  return inside_->parser.content_length().value_or(0);
}

bool RequestReader::expects_continue() const {
  return content_length() > 0 && view(inside_->parser.get()[http::field::expect]) == "100-continue";
}

bool RequestReader::keep_alive() const { return inside_->parser.keep_alive(); }

Request RequestReader::take() {
  inside_->request.body = std::move(inside_->parser.get().body());
  return std::move(inside_->request);
}

}  // namespace pyx::server
