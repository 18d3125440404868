#include "custody/signing/sign_request.h"

namespace pyx::custody {

Sha256 request_digest(const Uuid& key, const std::vector<Bytes>& messages) {
  static constexpr std::string_view kDomain = "pyx/sign-request/v1";
  Bytes joined;
  joined.reserve(kDomain.size() + 1 + key.bytes.size() + 4 + messages.size() * kSha256Bytes);
  append(joined, as_bytes(kDomain));
  joined.push_back(0);
  append(joined, key.bytes);
  const auto count = static_cast<std::uint32_t>(messages.size());
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    joined.push_back(static_cast<std::uint8_t>(count >> shift));
  for (const Bytes& message : messages) append(joined, sha256(message));
  return sha256(joined);
}

}  // namespace pyx::custody
