#include "custody/client/receipt_file.h"

#include "base/json_reader.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/merkle.h"

namespace pyx::client {
namespace {

using json::ObjectReader;

constexpr std::string_view kSign = "sign";

Error wrong(std::string why) { return refused("LOG-WHOLE", std::move(why)); }

Result<std::uint64_t> number(ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t read, reader.integer(name));
  if (read < 0) {
    return error(Code::kBadInput,
                 "member \"" + std::string(name) + "\" of " + reader.what() + " is negative");
  }
  return static_cast<std::uint64_t>(read);
}

Result<custody::Remaining> remaining_from(ObjectReader& reader) {
  custody::Remaining remaining;
  PYX_ASSIGN(remaining.budget, reader.string("budget"));
  PYX_ASSIGN(remaining.window, reader.string("window"));
  PYX_ASSIGN(remaining.count, number(reader, "count"));
  PYX_ASSIGN(remaining.value, number(reader, "value"));
  return remaining;
}

Result<custody::Receipt> receipt_from(ObjectReader& reader, LeafOfReceipt leaf) {
  custody::Receipt receipt;
  PYX_ASSIGN(receipt.vault, reader.digest("vault"));
  if (leaf == LeafOfReceipt::kNamed) {
    PYX_ASSIGN(receipt.leaf_index, number(reader, "leaf_index"));
    PYX_ASSIGN(receipt.leaf_hash, reader.digest("leaf_hash"));
  }
  PYX_ASSIGN(receipt.policy, reader.digest("policy"));
  return receipt;
}

// What a leaf says of the request that it stands for.
struct LeafSays {
  std::string client;
  Uuid request;
  std::optional<custody::Operation> operation;
  Sha256 digest{};
  Sha256 policy{};
  std::optional<custody::Remaining> remaining;
};

std::optional<LeafSays> said_by(const custody::Leaf& leaf) {
  if (const auto* sign = std::get_if<custody::RequestLeaf>(&leaf.body)) {
    return LeafSays{sign->client, sign->request, std::nullopt,
                    sign->digest, sign->policy,  std::nullopt};
  }
  if (const auto* value = std::get_if<custody::OperationLeaf>(&leaf.body)) {
    return LeafSays{value->client, value->request, value->operation,
                    value->digest, value->policy,  value->remaining};
  }
  return std::nullopt;
}

}  // namespace

std::string write_receipt_file(const ReceiptFile& file) {
  json::object out;
  out["type"] = kReceiptType;
  out["vault"] = to_hex(file.receipt.vault);
  out["leaf_index"] = file.receipt.leaf_index;
  out["leaf_hash"] = to_hex(file.receipt.leaf_hash);
  out["policy"] = to_hex(file.receipt.policy);
  if (file.receipt.remaining) {
    json::object remaining;
    remaining["budget"] = file.receipt.remaining->budget;
    remaining["window"] = file.receipt.remaining->window;
    remaining["count"] = file.receipt.remaining->count;
    remaining["value"] = file.receipt.remaining->value;
    out["remaining"] = std::move(remaining);
  }
  out["client"] = file.client;
  out["request"] = file.request.text();
  out["operation"] = file.operation ? to_text(*file.operation) : kSign;
  out["digest"] = to_hex(file.digest);
  return json::serialize(out) + "\n";
}

Result<ReceiptFile> parse_receipt_file(std::string_view text) {
  PYX_ASSIGN(const json::value parsed, json::parse(text));
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(parsed, "the receipt"));
  PYX_ASSIGN(const std::string type, reader.string("type"));
  if (type != kReceiptType) {
    return error(Code::kBadInput, "the receipt is not of the type " + std::string(kReceiptType));
  }
  ReceiptFile file;
  PYX_ASSIGN(file.receipt, receipt_from(reader, LeafOfReceipt::kNamed));
  if (reader.has("remaining")) {
    PYX_ASSIGN(const json::object* const members, reader.object_member("remaining"));
    ObjectReader remaining(*members, "remaining");
    PYX_ASSIGN(file.receipt.remaining, remaining_from(remaining));
    PYX_TRY(remaining.finish());
  }
  PYX_ASSIGN(file.client, reader.string("client"));
  PYX_ASSIGN(file.request, reader.uuid("request"));
  PYX_ASSIGN(const std::string operation, reader.string("operation"));
  file.operation = custody::operation_from(operation);
  if (!file.operation && operation != kSign)
    return error(Code::kBadInput, "the receipt names an unknown operation");
  PYX_ASSIGN(file.digest, reader.digest("digest"));
  PYX_TRY(reader.finish());
  return file;
}

Result<void> check_receipt_leaf(const ReceiptFile& file, ByteView leaf) {
  if (custody::leaf_hash(leaf) != file.receipt.leaf_hash)
    return wrong("the leaf is not the one that the receipt names");
  const auto parsed = custody::parse_leaf(leaf);
  if (!parsed) return wrong("the receipt's leaf: " + parsed.error().message);
  const auto says = said_by(*parsed);
  if (!says) return wrong("the receipt's leaf is no request");
  if (says->client != file.client || says->request != file.request ||
      says->operation != file.operation || says->digest != file.digest)
    return wrong("the receipt's leaf is about another request");
  if (says->policy != file.receipt.policy)
    return wrong("the receipt's leaf has another policy than the receipt");
  if (says->remaining != file.receipt.remaining)
    return wrong("the receipt's leaf says that something else remained");
  return {};
}

Result<custody::Receipt> read_receipt(const json::object& from, LeafOfReceipt leaf) {
  ObjectReader reader(from, "the receipt");
  PYX_ASSIGN(custody::Receipt receipt, receipt_from(reader, leaf));
  if (reader.has("remaining")) {
    PYX_ASSIGN(const json::object* const members, reader.object_member("remaining"));
    ObjectReader remaining(*members, "remaining");
    PYX_ASSIGN(receipt.remaining, remaining_from(remaining));
  }
  return receipt;
}

}  // namespace pyx::client
