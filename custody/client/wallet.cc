#include "custody/client/wallet.h"

#include "base/spki.h"

namespace pyx::client {
namespace {

constexpr std::size_t kInputBytes = 32;

}  // namespace

Result<hpke::KeyPair> new_holder_key(hpke::Kem kem) {
  PYX_ASSIGN(const SecretBytes input, SecretBytes::random(kInputBytes));
  return hpke::derive_key_pair(kem, input);
}

Result<custody::CoinPouch> open_delivery(const hpke::KeyPair& holder, const Sha256& vault,
                                         const Uuid& request, ByteView sealed) {
  PYX_ASSIGN(SecretBytes plain, hpke::open(holder, sealed, as_bytes(custody::kDeliveryInfo),
                                           custody::delivery_binding(vault, request)));
  return custody::CoinPouch::parse(std::move(plain));
}

Result<Bytes> seal_payment(const PublicKey& envelope_key, const custody::CoinPouch& coins,
                           ByteView binding) {
  if (envelope_key.type() != KeyType::kP256)
    return error(Code::kBadInput, "coins are sealed to a P-256 key of purpose envelope");
  const ByteView point = spki_body(envelope_key.spki(), *find_spki_shape(KeyType::kP256));
  PYX_ASSIGN(const SecretBytes input, SecretBytes::random(kInputBytes));
  return hpke::seal({hpke::Kem::kP256, Bytes(point.begin(), point.end())}, input,
                    as_bytes(custody::kPaymentInfo), binding, coins.bytes());
}

}  // namespace pyx::client
