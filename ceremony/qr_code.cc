#include "ceremony/qr_code.h"

#include <openssl/crypto.h>
#include <qrencode.h>

#include "base/held.h"
#include "base/reveal.h"

namespace pyx::ceremony {
namespace {

constexpr std::uint8_t kDark = 1;  // the lowest bit of a module

void wipe_and_free(QRcode* code) {
  OPENSSL_cleanse(code->data, static_cast<std::size_t>(code->width) * code->width);
  QRcode_free(code);
}
using Encoded = Held<QRcode, wipe_and_free>;

}  // namespace

Result<QrCode> qr_code(const SecretBytes& text) {
  const ByteView bytes = text.reveal(reveal());
  if (bytes.empty() || bytes.size() > kQrMostBytes) {
    return error(Code::kBadInput, "a QR code is made of 1 to " + std::to_string(kQrMostBytes) +
                                      " bytes, not of " + std::to_string(bytes.size()));
  }
  constexpr int kSmallestVersionThatFits = 0;
  const Encoded code(QRcode_encodeData(static_cast<int>(bytes.size()), bytes.data(),
                                       kSmallestVersionThatFits, QR_ECLEVEL_M));
  if (!code) return error(Code::kBug, "libqrencode cannot make a QR code");
  QrCode made;
  made.side = static_cast<std::size_t>(code->width);
  PYX_ASSIGN(made.modules, SecretBytes::zeroed(made.side * made.side));
  const auto to = made.modules.reveal_mutable(reveal());
  for (std::size_t at = 0; at < to.size(); ++at) to[at] = code->data[at] & kDark;
  return made;
}

}  // namespace pyx::ceremony
