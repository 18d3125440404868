#include "pkcs11/token.h"

namespace pyx::pkcs11 {

bool same_token(const TokenIdentity& a, const TokenIdentity& b) {
  return a.serial == b.serial && a.model == b.model && a.manufacturer == b.manufacturer;
}

Result<std::vector<BenchLine>> Token::bench(const BenchPlan&) {
  return error(Code::kBadInput, "this token cannot be measured");
}

}  // namespace pyx::pkcs11
