#include "mint/pending.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/json_reader.h"

namespace pyx::mint {
namespace {

using custody::CoinLine;
using custody::CoinsExchange;
using custody::CoinsMint;
using custody::CoinsRedeem;
using custody::Operation;

json::array lines_to_json(const std::vector<CoinLine>& lines) {
  json::array array;
  for (const CoinLine& line : lines) {
    json::object one;
    one["denomination"] = line.denomination;
    one["count"] = line.count;
    array.push_back(std::move(one));
  }
  return array;
}

struct Writer {
  json::object& to;
  void operator()(const CoinsMint& mint) const {
    to["coins"] = lines_to_json(mint.coins);
    to["holder"] = custody::to_text(mint.holder);
  }
  void operator()(const CoinsExchange& exchange) const {
    put(exchange.payment);
    to["coins"] = lines_to_json(exchange.coins);
    to["holder"] = custody::to_text(exchange.holder);
  }
  void operator()(const CoinsRedeem& redeem) const {
    put(redeem.payment);
    to["account"] = to_hex(redeem.account);
  }
  template <class Other>
  void operator()(const Other&) const {}
  void put(const custody::Payment& payment) const {
    to["envelope_key"] = payment.envelope_key.text();
    to["sealed"] = to_base64(payment.sealed);
  }
};

Result<std::vector<CoinLine>> read_lines(json::ObjectReader& reader) {
  PYX_ASSIGN(const json::array* array, reader.array_member("coins"));
  std::vector<CoinLine> lines;
  for (const json::value& item : *array) {
    PYX_ASSIGN(json::ObjectReader one, json::ObjectReader::of(item, "coins"));
    CoinLine line;
    PYX_ASSIGN(line.denomination, one.string("denomination"));
    PYX_ASSIGN(const std::int64_t count, one.integer("count"));
    if (count < 1 || count > static_cast<std::int64_t>(custody::kMostCoins))
      return error(Code::kBadInput, "a count is 1 to 256");
    line.count = static_cast<std::uint32_t>(count);
    PYX_TRY(one.finish());
    lines.push_back(std::move(line));
  }
  return lines;
}

Result<custody::HolderKey> read_holder(json::ObjectReader& reader) {
  PYX_ASSIGN(const std::string text, reader.string("holder"));
  return custody::holder_key_from(text);
}

Result<custody::Payment> read_payment(json::ObjectReader& reader) {
  custody::Payment payment;
  PYX_ASSIGN(payment.envelope_key, reader.uuid("envelope_key"));
  PYX_ASSIGN(payment.sealed, reader.base64("sealed"));
  return payment;
}

Result<decltype(custody::ValueRequest::what)> read_what(json::ObjectReader& reader) {
  using What = decltype(custody::ValueRequest::what);
  PYX_ASSIGN(const std::string name, reader.string("operation"));
  const auto operation = custody::operation_from(name);
  if (operation == Operation::kCoinsMint) {
    CoinsMint mint;
    PYX_ASSIGN(mint.coins, read_lines(reader));
    PYX_ASSIGN(mint.holder, read_holder(reader));
    return What(std::move(mint));
  }
  if (operation == Operation::kCoinsExchange) {
    CoinsExchange exchange;
    PYX_ASSIGN(exchange.payment, read_payment(reader));
    PYX_ASSIGN(exchange.coins, read_lines(reader));
    PYX_ASSIGN(exchange.holder, read_holder(reader));
    return What(std::move(exchange));
  }
  if (operation != Operation::kCoinsRedeem)
    return error(Code::kBadInput, "the request under way is of no operation of a purse");
  CoinsRedeem redeem;
  PYX_ASSIGN(redeem.payment, read_payment(reader));
  PYX_ASSIGN(redeem.account, reader.digest("account"));
  return What(std::move(redeem));
}

Result<std::vector<custody::CoinId>> read_paid(json::ObjectReader& reader) {
  PYX_ASSIGN(const Bytes bytes, reader.base64("paid"));
  if (bytes.size() % custody::kCoinIdBytes != 0)
    return error(Code::kBadInput, "the coins that were paid are ids of 16 bytes");
  std::vector<custody::CoinId> paid(bytes.size() / custody::kCoinIdBytes);
  for (std::size_t i = 0; i < paid.size(); ++i) {
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * custody::kCoinIdBytes),
                custody::kCoinIdBytes, paid[i].begin());
  }
  return paid;
}

}  // namespace

std::filesystem::path pending_file(const std::filesystem::path& purse) {
  return purse.string() + ".pending";
}

Result<void> keep_pending(const std::filesystem::path& purse, const Pending& pending) {
  json::object to;
  to["operation"] = custody::to_text(pending.request.operation());
  to["request"] = pending.request.request.text();
  std::visit(Writer{to}, pending.request.what);
  Bytes paid;
  for (const custody::CoinId& id : pending.paid) append(paid, id);
  to["paid"] = to_base64(paid);
  const std::string text = json::serialize(json::value(std::move(to)));
  auto written = write_file(pending_file(purse), as_bytes(text), Overwrite::kNo);
  if (written || written.error().code != Code::kConflict) return written;
  return error(Code::kConflict, "a request of this purse is under way: --resume it first");
}

Result<std::optional<Pending>> read_pending(const std::filesystem::path& purse) {
  std::error_code ignored;
  if (!std::filesystem::exists(pending_file(purse), ignored)) return std::optional<Pending>();
  PYX_ASSIGN(const Bytes bytes, read_file(pending_file(purse)));
  PYX_ASSIGN(const json::value parsed, json::parse(as_text(bytes)));
  PYX_ASSIGN(auto reader, json::ObjectReader::of(parsed, "request under way"));
  Pending pending;
  PYX_ASSIGN(pending.request.request, reader.uuid("request"));
  PYX_ASSIGN(pending.request.what, read_what(reader));
  PYX_ASSIGN(pending.paid, read_paid(reader));
  PYX_TRY(reader.finish());
  return std::optional(std::move(pending));
}

Result<void> forget_pending(const std::filesystem::path& purse) {
  std::error_code failure;
  std::filesystem::remove(pending_file(purse), failure);
  if (failure) return error(Code::kStore, "cannot remove " + pending_file(purse).string());
  return sync_folder(std::filesystem::absolute(purse).parent_path());
}

}  // namespace pyx::mint
