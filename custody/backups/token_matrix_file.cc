#include "custody/backups/token_matrix_file.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>

#include "base/json_reader.h"
#include "custody/backups/token_identity.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostRows = 1024;
constexpr std::size_t kMostWhyBytes = 160;
constexpr std::size_t kMostNameBytes = 64;

Error wrong(std::string what) {
  return error(Code::kBadInput, "the token matrix " + std::move(what));
}

bool is(const pkcs11::TokenIdentity& a, const pkcs11::TokenIdentity& b) {
  return a.serial == b.serial && a.model == b.model && a.manufacturer == b.manufacturer;
}

std::optional<std::int64_t> place_of(const TokenMatrixFile& matrix,
                                     const pkcs11::TokenIdentity& token) {
  for (std::size_t i = 0; i < matrix.tokens.size(); ++i) {
    if (is(matrix.tokens[i].token, token)) return static_cast<std::int64_t>(i);
  }
  return std::nullopt;
}

Result<json::object> row_json(const TokenMatrixFile& matrix, const pkcs11::MatrixRow& row) {
  const auto from = place_of(matrix, row.from);
  const auto to = place_of(matrix, row.to);
  if (!from || !to || *from == *to) return wrong("has a row that is not between its two tokens");
  json::object made;
  made["key"] = pyx::to_text(row.type);
  made["from"] = *from;
  made["to"] = *to;
  made["wrapped_by"] = row.wrapped_by;
  made["unwrapped_by"] = row.unwrapped_by;
  made["rfc5649"] = row.rfc5649;
  made["outcome"] = pkcs11::to_text(row.outcome);
  made["why"] = row.why.substr(0, kMostWhyBytes);
  return made;
}

Result<MatrixSide> read_side(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "token of the matrix"));
  MatrixSide side;
  PYX_ASSIGN(const json::object* token, reader.object_member("token"));
  PYX_ASSIGN(side.token, read_token_identity(*token));
  PYX_ASSIGN(side.firmware, reader.string("firmware"));
  PYX_TRY(reader.finish());
  if (side.token.serial.empty() || side.firmware.empty() || side.firmware.size() > kMostNameBytes)
    return wrong("does not say which tokens it is of");
  return side;
}

Result<pkcs11::MatrixRow> read_row(const TokenMatrixFile& matrix, const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "row of the matrix"));
  pkcs11::MatrixRow row;
  PYX_ASSIGN(const std::string type, reader.string("key"));
  PYX_ASSIGN(const std::int64_t here, reader.integer("from"));
  PYX_ASSIGN(const std::int64_t there, reader.integer("to"));
  PYX_ASSIGN(row.wrapped_by, reader.string("wrapped_by"));
  PYX_ASSIGN(row.unwrapped_by, reader.string("unwrapped_by"));
  PYX_ASSIGN(row.rfc5649, reader.boolean("rfc5649"));
  PYX_ASSIGN(const std::string outcome, reader.string("outcome"));
  PYX_ASSIGN(row.why, reader.string("why"));
  PYX_TRY(reader.finish());
  const auto known_type = key_type_from(type);
  const auto known_outcome = pkcs11::matrix_outcome_from(outcome);
  if (!known_type || !known_outcome) return wrong("has a row of an unknown key or outcome");
  if (here < 0 || here > 1 || there != 1 - here) return wrong("has a row between other tokens");
  if (row.wrapped_by.size() > kMostNameBytes || row.unwrapped_by.size() > kMostNameBytes ||
      row.why.size() > kMostWhyBytes)
    return wrong("has a row with a text that is too long");
  row.type = *known_type;
  row.outcome = *known_outcome;
  row.from = matrix.tokens[static_cast<std::size_t>(here)].token;
  row.to = matrix.tokens[static_cast<std::size_t>(there)].token;
  return row;
}

}  // namespace

const MatrixSide* TokenMatrixFile::other_than(const pkcs11::TokenIdentity& one) const {
  const auto place = place_of(*this, one);
  return place ? &tokens[static_cast<std::size_t>(1 - *place)] : nullptr;
}

Result<Bytes> encode_matrix(const TokenMatrixFile& matrix) {
  json::object to;
  to["type"] = kMatrixType;
  to["time"] = to_rfc3339(matrix.time);
  json::array tokens;
  for (const MatrixSide& side : matrix.tokens) {
    json::object one;
    one["token"] = to_json(side.token);
    one["firmware"] = side.firmware;
    tokens.push_back(std::move(one));
  }
  to["tokens"] = std::move(tokens);
  json::array rows;
  for (const pkcs11::MatrixRow& row : matrix.rows) {
    PYX_ASSIGN(json::object made, row_json(matrix, row));
    rows.push_back(std::move(made));
  }
  to["rows"] = std::move(rows);
  Bytes bytes = to_bytes(json::serialize(to) + "\n");
  if (bytes.size() > kMatrixMostBytes) return wrong("is too large");
  return bytes;
}

Result<TokenMatrixFile> parse_matrix(ByteView bytes) {
  json::Limits limits;
  limits.most_bytes = kMatrixMostBytes;
  auto parsed = json::parse(as_text(bytes), limits);
  if (!parsed) return wrong("cannot be read: " + parsed.error().message);
  PYX_ASSIGN(auto reader, json::ObjectReader::of(*parsed, "token matrix"));
  PYX_ASSIGN(const std::string type, reader.string("type"));
  if (type != kMatrixType) return wrong("is of type " + type.substr(0, kMostNameBytes));
  TokenMatrixFile matrix;
  PYX_ASSIGN(matrix.time, reader.time("time"));
  PYX_ASSIGN(const json::array* tokens, reader.array_member("tokens"));
  PYX_ASSIGN(const json::array* rows, reader.array_member("rows"));
  PYX_TRY(reader.finish());
  if (tokens->size() != matrix.tokens.size()) return wrong("is of two tokens");
  for (std::size_t i = 0; i < matrix.tokens.size(); ++i) {
    PYX_ASSIGN(matrix.tokens[i], read_side(tokens->at(i)));
  }
  if (is(matrix.tokens[0].token, matrix.tokens[1].token)) return wrong("is of one token");
  if (rows->size() > kMostRows) return wrong("has too many rows");
  for (const json::value& item : *rows) {
    PYX_ASSIGN(pkcs11::MatrixRow row, read_row(matrix, item));
    matrix.rows.push_back(std::move(row));
  }
  return matrix;
}

}  // namespace pyx::custody
