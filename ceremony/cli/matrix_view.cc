#include "ceremony/cli/matrix_view.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ceremony/cli/escape.h"

namespace pyx::ceremony {
namespace {

std::string name_of(const custody::MatrixSide& side) {
  return escape_line(side.token.model + ", serial " + side.token.serial + ", firmware " +
                     side.firmware);
}

std::string direction_in_words(const custody::TokenMatrixFile& matrix,
                               const custody::MatrixSide& from, const custody::MatrixSide& to) {
  std::vector<KeyType> types;
  for (const pkcs11::MatrixRow& row : matrix.rows) {
    if (std::ranges::find(types, row.type) == types.end()) types.push_back(row.type);
  }
  std::string comes;
  std::string stays;
  for (const KeyType type : types) {
    std::string& list =
        pkcs11::can_restore(matrix.rows, type, from.token, to.token) ? comes : stays;
    list += (list.empty() ? "" : ", ") + std::string(to_text(type));
  }
  return "  from " + name_of(from) + "\n    to " + name_of(to) +
         "\n    come back: " + (comes.empty() ? "none" : comes) +
         "\n    do NOT come back: " + (stays.empty() ? "none" : stays) + "\n";
}

}  // namespace

std::string matrix_in_words(const custody::TokenMatrixFile& matrix) {
  const auto& [first, second] = matrix.tokens;
  return "the token matrix that the act names, of " + to_rfc3339(matrix.time) + ":\n" +
         direction_in_words(matrix, first, second) + direction_in_words(matrix, second, first);
}

}  // namespace pyx::ceremony
