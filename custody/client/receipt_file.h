// A receipt with what it is about, to be kept as a file and checked against the log later, by
// whoever has the log. Format: docs/formats/receipts.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "custody/coins/operation.h"
#include "custody/signing/sign_request.h"

namespace pyx::client {

inline constexpr std::string_view kReceiptType = "urn:pyx:receipt:v1";

struct ReceiptFile {
  custody::Receipt receipt;
  std::string client;  // its name in the policy
  Uuid request;
  std::optional<custody::Operation> operation;  // nothing: raw signatures, "sign"
  Sha256 digest{};                              // of the request
};

std::string write_receipt_file(const ReceiptFile& file);
// Strict. Errors: kBadInput.
Result<ReceiptFile> parse_receipt_file(std::string_view text);

// Whether `leaf`, the bytes of the log's leaf at receipt.leaf_index, is the one that the receipt
// names and says the same: client, request id, operation, digest, policy and what remained. That
// the leaf is in the log of receipt.vault is for the caller to see to. Errors: kRefused with
// LOG-WHOLE.
Result<void> check_receipt_leaf(const ReceiptFile& file, ByteView leaf);

// The receipt in an answer of the API; members that it does not know are passed over. Errors:
// kBadInput.
enum class LeafOfReceipt { kNamed, kNone };  // kNone: a dry run writes no leaf
Result<custody::Receipt> read_receipt(const json::object& from, LeafOfReceipt leaf);

}  // namespace pyx::client
