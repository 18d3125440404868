// RFC 9180, A.1.1 and A.3.1: base mode, HKDF-SHA256, AES-128-GCM, the first message of its context.
#pragma once

#include "base/kem.h"
#include "tests/support/vectors.h"

namespace pyx::testing {

struct HpkeVector {
  hpke::Kem kem;
  Bytes ephemeral_input;  // ikmE
  Bytes encapsulated;     // enc, which is pkEm too
  Bytes receiver_input;   // ikmR
  Bytes receiver_secret;  // skRm
  Bytes receiver_key;     // pkRm
  Bytes shared_secret;
  Bytes info;
  Bytes associated;
  Bytes plain;
  Bytes cipher;  // with the tag
};

inline HpkeVector hpke_x25519_vector() {
  return {hpke::Kem::kX25519,
          hex_bytes("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234"),
          hex_bytes("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"),
          hex_bytes("6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037"),
          hex_bytes("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"),
          hex_bytes("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"),
          hex_bytes("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc"),
          hex_bytes("4f6465206f6e2061204772656369616e2055726e"),
          hex_bytes("436f756e742d30"),
          hex_bytes("4265617574792069732074727574682c20747275746820626561757479"),
          hex_bytes("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                    "6d8770ac83d07bea87e13c512a")};
}

inline HpkeVector hpke_p256_vector() {
  return {hpke::Kem::kP256,
          hex_bytes("4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e"),
          hex_bytes("04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b32"
                    "5ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"),
          hex_bytes("668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550"),
          hex_bytes("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2"),
          hex_bytes("04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f70"
                    "6a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"),
          hex_bytes("c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8"),
          hex_bytes("4f6465206f6e2061204772656369616e2055726e"),
          hex_bytes("436f756e742d30"),
          hex_bytes("4265617574792069732074727574682c20747275746820626561757479"),
          hex_bytes("5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f"
                    "9076ac232e3ab2523f39513434")};
}

}  // namespace pyx::testing
