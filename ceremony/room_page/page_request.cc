#include "ceremony/room_page/page_request.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace pyx::ceremony::room_page {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::array<std::string_view, 2> kOwnNames = {"127.0.0.1", "localhost"};
constexpr unsigned kVersion11 = 11;

PageRequest refused(unsigned status) {
  PageRequest request;
  request.refused = status;
  return request;
}

bool is_own(beast::string_view host, std::uint16_t port) {
  return std::ranges::any_of(kOwnNames, [&](std::string_view name) {
    return beast::iequals(host, std::string(name) + ":" + std::to_string(port));
  });
}

// RFC 9112, 5.2: such a line is refused or mended; the parser would mend it.
bool is_folded(std::string_view head) {
  return head.find("\r\n ") != std::string_view::npos ||
         head.find("\r\n\t") != std::string_view::npos;
}

PageRequest judged(const http::request_parser<http::empty_body>& parser, std::uint16_t port) {
  const auto& head = parser.get();
  if (parser.chunked() || parser.content_length_remaining().value_or(0) != 0) return refused(400);
  if (head.count(http::field::host) != 1) return refused(400);
  // Whose name for this machine is a foreign one hears nothing else.
  if (!is_own(head[http::field::host], port)) return refused(421);
  if (head.version() != kVersion11) return refused(505);
  if (head.method() != http::verb::get && head.method() != http::verb::head) return refused(405);
  const std::string_view target(head.target().data(), head.target().size());
  if (!target.starts_with('/')) return refused(400);
  PageRequest request;
  request.head_only = head.method() == http::verb::head;
  request.path = target.substr(0, target.find('?'));
  return request;
}

}  // namespace

std::optional<PageRequest> read_request(std::string_view bytes, std::uint16_t port) {
  const std::size_t end = bytes.find(kHeadEnd);
  if (end == std::string_view::npos) {
    // Too long wherever it ends: the same however the bytes are cut.
    if (bytes.size() < kMostHeadBytes + kHeadEnd.size()) return std::nullopt;
    return refused(431);
  }
  if (end > kMostHeadBytes) return refused(431);
  if (is_folded(bytes.substr(0, end))) return refused(400);
  http::request_parser<http::empty_body> parser;
  parser.header_limit(kMostHeadBytes + kHeadEnd.size());
  beast::error_code failed;
  parser.put(boost::asio::buffer(bytes.data(), bytes.size()), failed);
  if (failed || !parser.is_header_done()) return refused(400);
  return judged(parser, port);
}

}  // namespace pyx::ceremony::room_page
