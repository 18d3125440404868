#include "custody/client/url.h"

#include <algorithm>

namespace pyx::client {
namespace {

constexpr std::string_view kScheme = "https://";

bool is_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '-' || one == '.';
  });
}
bool is_ipv6(std::string_view text) {
  return text.find(':') != std::string_view::npos &&
         text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}
bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.front() != '0' &&
         text.find_first_not_of("0123456789") == std::string_view::npos &&
         std::stoul(std::string(text)) <= 65535;
}

}  // namespace

std::string Url::authority() const {
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
}

Result<Url> parse_url(std::string_view text) {
  const Error wrong = error(Code::kBadInput, "the URL must look like https://host:port");
  if (!text.starts_with(kScheme)) return wrong;
  text.remove_prefix(kScheme.size());
  if (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !is_port(text.substr(colon + 1))) return wrong;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    if (!is_ipv6(host)) return wrong;
  } else if (!is_host(host)) {
    return wrong;
  }
  return Url{std::string(host), std::string(text.substr(colon + 1))};
}

}  // namespace pyx::client
