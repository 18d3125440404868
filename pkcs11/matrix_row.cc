#include "pkcs11/matrix_row.h"

#include <algorithm>
#include <array>

namespace pyx::pkcs11 {
namespace {

constexpr std::array kOutcomes = {MatrixOutcome::kWorks,        MatrixOutcome::kWrongKey,
                                  MatrixOutcome::kNotMade,      MatrixOutcome::kNotWrapped,
                                  MatrixOutcome::kNotUnwrapped, MatrixOutcome::kDoesNotSign};

// One length of RSA stands for all.
KeyType kind_of(KeyType type) { return is_rsa(type) ? KeyType::kRsa2048 : type; }

bool is(const TokenIdentity& a, const TokenIdentity& b) {
  return a.serial == b.serial && a.model == b.model && a.manufacturer == b.manufacturer;
}

}  // namespace

std::string_view to_text(MatrixOutcome outcome) {
  switch (outcome) {
    case MatrixOutcome::kWorks:
      return "works";
    case MatrixOutcome::kWrongKey:
      return "wrong key";
    case MatrixOutcome::kNotMade:
      return "not made";
    case MatrixOutcome::kNotWrapped:
      return "not wrapped";
    case MatrixOutcome::kNotUnwrapped:
      return "not unwrapped";
    case MatrixOutcome::kDoesNotSign:
      return "does not sign";
  }
  return "?";
}

std::optional<MatrixOutcome> matrix_outcome_from(std::string_view text) {
  for (const MatrixOutcome outcome : kOutcomes) {
    if (to_text(outcome) == text) return outcome;
  }
  return std::nullopt;
}

bool can_restore(std::span<const MatrixRow> rows, KeyType type, const TokenIdentity& from,
                 const TokenIdentity& to) {
  return std::ranges::any_of(rows, [&](const MatrixRow& row) {
    return row.outcome == MatrixOutcome::kWorks && row.rfc5649 && row.type == kind_of(type) &&
           is(row.from, from) && is(row.to, to);
  });
}

}  // namespace pyx::pkcs11
