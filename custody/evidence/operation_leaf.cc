#include "custody/evidence/operation_leaf.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"

namespace pyx::custody {
namespace {

Result<std::uint64_t> read_number(json::ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < 0)
    return error(Code::kBadInput, std::string(name) + " of " + reader.what() + " is negative");
  return static_cast<std::uint64_t>(number);
}

Result<Operation> read_operation_name(json::ObjectReader& reader) {
  PYX_ASSIGN(const std::string text, reader.string("operation"));
  const auto operation = operation_from(text);
  if (!operation) return error(Code::kBadInput, "unknown operation");
  return *operation;
}

template <class Line, class Read>
Result<std::vector<Line>> read_lines(json::ObjectReader& reader, std::string_view name, Read read) {
  std::vector<Line> lines;
  if (!reader.has(name)) return lines;
  PYX_ASSIGN(const json::array* array, reader.array_member(name));
  for (const json::value& item : *array) {
    PYX_ASSIGN(json::ObjectReader one, json::ObjectReader::of(item, std::string(name)));
    Line line;
    PYX_ASSIGN(line.key, one.uuid("key"));
    PYX_TRY(read(one, line));
    PYX_TRY(one.finish());
    if (std::ranges::find(lines, line.key, &Line::key) != lines.end())
      return error(Code::kBadInput, "a key stands twice in " + std::string(name));
    lines.push_back(std::move(line));
  }
  if (lines.empty()) return error(Code::kBadInput, std::string(name) + " is an empty list");
  return lines;
}

Result<void> read_issued(json::ObjectReader& reader, IssuedCoins& line) {
  PYX_ASSIGN(line.count, read_number(reader, "count"));
  if (line.count == 0) return error(Code::kBadInput, "no coin is issued with a key");
  return {};
}

Result<void> read_retired(json::ObjectReader& reader, RetiredCoins& line) {
  PYX_ASSIGN(const Bytes names, reader.base64("coins"));
  if (names.empty() || names.size() % kSha256Bytes != 0)
    return error(Code::kBadInput, "retired coins are names of 32 bytes, one after another");
  for (std::size_t at = 0; at < names.size(); at += kSha256Bytes) {
    std::copy_n(names.begin() + static_cast<std::ptrdiff_t>(at), kSha256Bytes,
                line.coins.emplace_back().begin());
  }
  return {};
}

Result<std::optional<Remaining>> read_remaining(json::ObjectReader& reader) {
  if (!reader.has("remaining")) return std::optional<Remaining>();
  PYX_ASSIGN(const json::object* object, reader.object_member("remaining"));
  json::ObjectReader from(*object, "remaining");
  Remaining remaining;
  PYX_ASSIGN(remaining.budget, from.string("budget"));
  PYX_ASSIGN(remaining.window, from.string("window"));
  PYX_ASSIGN(remaining.count, read_number(from, "count"));
  PYX_ASSIGN(remaining.value, read_number(from, "value"));
  PYX_TRY(from.finish());
  return std::optional(std::move(remaining));
}

constexpr std::string_view kMismatch = "ledger-mismatch";
constexpr std::string_view kBadCoins = "bad-coins";

}  // namespace

void write_moves(json::object& to, const CoinMoves& moves) {
  if (!moves.issued.empty()) {
    json::array issued;
    for (const IssuedCoins& line : moves.issued) {
      json::object one;
      one["key"] = line.key.text();
      one["count"] = line.count;
      issued.push_back(std::move(one));
    }
    to["issued"] = std::move(issued);
  }
  if (!moves.retired.empty()) {
    json::array retired;
    for (const RetiredCoins& line : moves.retired) {
      Bytes names;
      names.reserve(line.coins.size() * kSha256Bytes);
      for (const Sha256& name : line.coins) append(names, name);
      json::object one;
      one["key"] = line.key.text();
      one["coins"] = to_base64(names);
      retired.push_back(std::move(one));
    }
    to["retired"] = std::move(retired);
  }
}

Result<CoinMoves> read_moves(json::ObjectReader& reader) {
  CoinMoves moves;
  PYX_ASSIGN(moves.issued, read_lines<IssuedCoins>(reader, "issued", read_issued));
  PYX_ASSIGN(moves.retired, read_lines<RetiredCoins>(reader, "retired", read_retired));
  return moves;
}

void write_members(json::object& to, const OperationLeaf& leaf) {
  to["client"] = leaf.client;
  to["operation"] = to_text(leaf.operation);
  to["request"] = leaf.request.text();
  to["digest"] = to_hex(leaf.digest);
  to["policy"] = to_hex(leaf.policy);
  if (leaf.key) to["key"] = leaf.key->text();
  if (leaf.envelope) to["envelope"] = leaf.envelope->text();
  write_moves(to, leaf.moves);
  if (!leaf.verdicts.empty()) to["verdicts"] = leaf.verdicts;
  if (leaf.statement) to["statement"] = to_hex(*leaf.statement);
  if (leaf.remaining) {
    json::object remaining;
    remaining["budget"] = leaf.remaining->budget;
    remaining["window"] = leaf.remaining->window;
    remaining["count"] = leaf.remaining->count;
    remaining["value"] = leaf.remaining->value;
    to["remaining"] = std::move(remaining);
  }
}

Result<OperationLeaf> read_operation(json::ObjectReader& reader) {
  OperationLeaf leaf;
  PYX_ASSIGN(leaf.client, reader.string("client"));
  PYX_ASSIGN(leaf.operation, read_operation_name(reader));
  PYX_ASSIGN(leaf.request, reader.uuid("request"));
  PYX_ASSIGN(leaf.digest, reader.digest("digest"));
  PYX_ASSIGN(leaf.policy, reader.digest("policy"));
  if (reader.has("key")) {
    PYX_ASSIGN(leaf.key, reader.uuid("key"));
  }
  if (reader.has("envelope")) {
    PYX_ASSIGN(leaf.envelope, reader.uuid("envelope"));
  }
  PYX_ASSIGN(leaf.moves, read_moves(reader));
  if (reader.has("verdicts")) {
    PYX_ASSIGN(leaf.verdicts, reader.string("verdicts"));
    if (leaf.verdicts.empty() || leaf.verdicts.size() > kMostCoins)
      return error(Code::kBadInput, "a check has 1 to 256 verdicts");
  }
  if (reader.has("statement")) {
    PYX_ASSIGN(leaf.statement, reader.digest("statement"));
  }
  PYX_ASSIGN(leaf.remaining, read_remaining(reader));
  return leaf;
}

void write_members(json::object& to, const BadCoinsLeaf& leaf) {
  to["client"] = leaf.client;
  to["operation"] = to_text(leaf.operation);
  to["count"] = leaf.count;
}

Result<BadCoinsLeaf> read_bad_coins(json::ObjectReader& reader) {
  BadCoinsLeaf leaf;
  PYX_ASSIGN(leaf.client, reader.string("client"));
  PYX_ASSIGN(leaf.operation, read_operation_name(reader));
  PYX_ASSIGN(leaf.count, read_number(reader, "count"));
  if (leaf.count == 0 || leaf.count > kMostCoins)
    return error(Code::kBadInput, "1 to 256 coins with a wrong tag come with a request");
  return leaf;
}

void write_members(json::object& to, const AlarmLeaf& leaf) {
  to["cause"] = leaf.cause == AlarmCause::kLedgerMismatch ? kMismatch : kBadCoins;
  to["client"] = leaf.client;
  to["detail"] = leaf.detail;
}

Result<AlarmLeaf> read_alarm(json::ObjectReader& reader) {
  AlarmLeaf leaf;
  PYX_ASSIGN(const std::string cause, reader.string("cause"));
  if (cause != kMismatch && cause != kBadCoins) return error(Code::kBadInput, "unknown alarm");
  leaf.cause = cause == kMismatch ? AlarmCause::kLedgerMismatch : AlarmCause::kBadCoins;
  PYX_ASSIGN(leaf.client, reader.string("client"));
  PYX_ASSIGN(leaf.detail, reader.string("detail"));
  return leaf;
}

}  // namespace pyx::custody
