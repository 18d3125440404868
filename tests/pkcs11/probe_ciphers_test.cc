#include "pkcs11/probe_ciphers.h"

#include "tests/pkcs11/on_bench.h"

namespace pyx::pkcs11 {
namespace probe_ciphers_test {

class ProbeCiphersOnSoftHsm : public OnBench {};

TEST_F(ProbeCiphersOnSoftHsm, DigestGcmWrapAndRandomWorkAndKwpIsAbsent) {
  const auto lines = probe_ciphers(bench_);
  for (const char* name : {"digest sha-256", "encrypt aes-gcm", "wrap CKM_AES_KEY_WRAP",
                           "wrap CKM_AES_KEY_WRAP_PAD", "random"}) {
    const ProbeLine line = line_of(lines, name);
    EXPECT_EQ(line.seen, Seen::kWorks) << name << ": " << ckr_name(line.ckr) << line.note;
  }
  const ProbeLine kwp = line_of(lines, "wrap CKM_AES_KEY_WRAP_KWP");
  EXPECT_EQ(kwp.seen, Seen::kAbsent);
  EXPECT_EQ(kwp.ckr, CKR_MECHANISM_INVALID);
}

}  // namespace probe_ciphers_test
}  // namespace pyx::pkcs11
