#include "pkcs11/probe_signing.h"

#include "tests/pkcs11/on_bench.h"

namespace pyx::pkcs11 {
namespace probe_signing_test {

class ProbeSigningOnSoftHsm : public OnBench {};

TEST_F(ProbeSigningOnSoftHsm, EveryTypeAndSchemeWorks) {
  const auto lines = probe_signing(bench_);
  for (const ProbeLine& line : lines) {
    EXPECT_EQ(line.seen, Seen::kWorks) << line.name << ": " << ckr_name(line.ckr) << line.note;
  }
  for (const char* name : {"generate rsa-4096 for sign", "sign rsa-pss-sha256 with rsa-2048",
                           "sign rsa-blind with rsa-3072", "sign ecdsa-sha256 with p-256",
                           "sign ecdsa-sha384 with p-384", "sign ed25519 with ed25519",
                           "sign hmac-sha256 with generic-secret", "generate aes-256 for encrypt",
                           "generate p-256 for envelope", "agree ecdh with p-256"}) {
    EXPECT_EQ(line_of(lines, name).name, name);
  }
}

}  // namespace probe_signing_test
}  // namespace pyx::pkcs11
