// What a holder of coins does: opens what was delivered to him, and seals what he pays with. The
// same can be done in any language that has HPKE (docs/formats/coins.md).
#pragma once

#include "base/hpke.h"
#include "base/public_key.h"
#include "custody/coins/value_request.h"

namespace pyx::client {

// A fresh key pair to receive coins by. Errors: kBug if the secure heap is full.
Result<hpke::KeyPair> new_holder_key(hpke::Kem kem);

// The coins of an answer to coins.mint or coins.exchange; of a refund `request` is the act's id.
// Errors: kBadInput if it was sealed to another key or for another request.
Result<custody::CoinPouch> open_delivery(const hpke::KeyPair& holder, const Sha256& vault,
                                         const Uuid& request, ByteView sealed);

// Seals coins to the mint, bound to one call: `binding` is its payment_binding().
//   envelope_key  the public half of a key of purpose envelope (P-256)
// Errors: kBadInput (another kind of key), kBug if the secure heap is full.
Result<Bytes> seal_payment(const PublicKey& envelope_key, const custody::CoinPouch& coins,
                           ByteView binding);

}  // namespace pyx::client
