#include "ceremony/report/fingerprint_code.h"

#include <qrencode.h>

#include "base/bytes.h"
#include "base/held.h"

namespace pyx::ceremony::report {

std::vector<FingerprintCode::Run> FingerprintCode::runs() const {
  std::vector<Run> found;
  for (std::size_t row = 0; row < side; ++row) {
    for (std::size_t from = 0; from < side;) {
      std::size_t to = from;
      while (to < side && dark[row * side + to] == 1) ++to;
      if (to > from) found.push_back({row, from, to});
      from = to == from ? from + 1 : to;
    }
  }
  return found;
}

Result<FingerprintCode> fingerprint_code(const Sha256& digest) {
  const std::string text = to_hex(digest);
  constexpr int kSmallestVersion = 0;
  const Held<QRcode, QRcode_free> code(QRcode_encodeData(
      static_cast<int>(text.size()), as_bytes(text).data(), kSmallestVersion, QR_ECLEVEL_M));
  if (!code) return error(Code::kBug, "libqrencode cannot make the QR code of a fingerprint");
  FingerprintCode made;
  made.side = static_cast<std::size_t>(code->width);
  made.dark.resize(made.side * made.side);
  for (std::size_t at = 0; at < made.dark.size(); ++at) {
    constexpr std::uint8_t kDarkBit = 1;
    made.dark[at] = code->data[at] & kDarkBit;
  }
  return made;
}

}  // namespace pyx::ceremony::report
