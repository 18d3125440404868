#include "ceremony/room_page/page_request.h"

#include <algorithm>
#include <array>

namespace pyx::ceremony::room_page {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::array<std::string_view, 2> kOwnNames = {"127.0.0.1", "localhost"};

PageRequest refused(unsigned status) {
  PageRequest request;
  request.refused = status;
  return request;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) { return lower(c); });
  return small;
}

// RFC 9110, 5.6.2: what a name of a field, or a method, is made of.
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    const bool letter = lower(c) >= 'a' && lower(c) <= 'z';
    return letter || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

bool is_own(std::string_view host, std::uint16_t port) {
  const std::string small = lower(host);
  return std::ranges::any_of(kOwnNames, [&](std::string_view name) {
    return small == std::string(name) + ":" + std::to_string(port);
  });
}

// "GET /moment HTTP/1.1"
PageRequest read_first_line(std::string_view line) {
  const std::size_t method_ends = line.find(' ');
  const std::size_t target_ends = line.rfind(' ');
  if (method_ends == std::string_view::npos || target_ends == method_ends) return refused(400);
  const std::string_view method = line.substr(0, method_ends);
  const std::string_view target = line.substr(method_ends + 1, target_ends - method_ends - 1);
  const std::string_view version = line.substr(target_ends + 1);
  if (!is_token(method) || !target.starts_with('/') || !is_visible(target)) return refused(400);
  if (version != "HTTP/1.1") return refused(version.starts_with("HTTP/") ? 505 : 400);
  if (method != "GET" && method != "HEAD") return refused(405);
  PageRequest request;
  request.head_only = method == "HEAD";
  request.path = target.substr(0, target.find('?'));
  return request;
}

// What stands below the first line: a Host that is our own, and no body. 0, or the status.
unsigned refuse_fields(std::string_view fields, std::uint16_t port) {
  std::size_t hosts = 0;
  bool own = false;
  while (!fields.empty()) {
    const std::size_t end = std::min(fields.find(kLineEnd), fields.size());
    const std::string_view line = fields.substr(0, end);
    fields.remove_prefix(std::min(end + kLineEnd.size(), fields.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return 400;
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "host") {
      ++hosts;
      own = is_own(value, port);
    }
    if (name == "transfer-encoding" || (name == "content-length" && value != "0")) return 400;
  }
  if (hosts != 1) return 400;
  return own ? 0 : 421;
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
  const std::string_view head = bytes.substr(0, end);
  // No control character but the line ends; a line feed alone would be one for some readers.
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto c = static_cast<unsigned char>(head[i]);
    const bool ends_line = head.substr(i).starts_with(kLineEnd);
    if (ends_line) ++i;
    if (!ends_line && ((c < ' ' && c != '\t') || c == 0x7f)) return refused(400);
  }
  const std::size_t first = std::min(head.find(kLineEnd), head.size());
  PageRequest request = read_first_line(head.substr(0, first));
  // Whose name for this machine is a foreign one hears nothing else.
  const unsigned of_fields =
      refuse_fields(head.substr(std::min(first + kLineEnd.size(), head.size())), port);
  if (of_fields != 0) return refused(of_fields);
  return request;
}

}  // namespace pyx::ceremony::room_page
