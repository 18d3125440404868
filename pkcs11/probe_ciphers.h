// The part of a probe that digests, encrypts, wraps and draws random bytes.
#pragma once

#include <vector>

#include "pkcs11/probe_report.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// "digest sha-256" against our own; "encrypt aes-gcm" there and back; "wrap CKM_..." there and
// back, the unwrapped key compared by a MAC, since a wrong pair of mechanisms may give CKR_OK and a
// wrong key; "random".
std::vector<ProbeLine> probe_ciphers(const Bench& bench);

}  // namespace pyx::pkcs11
