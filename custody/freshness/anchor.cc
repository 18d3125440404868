#include "custody/freshness/anchor.h"

#include <boost/json/object.hpp>
#include <tuple>

#include "base/json_reader.h"

namespace pyx::custody {
namespace {

constexpr std::int64_t kVersion = 1;

Result<std::uint64_t> read_number(json::ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < 1) return error(Code::kBadInput, "a number of an anchor is 1 or more");
  return static_cast<std::uint64_t>(number);
}

}  // namespace

Bytes encode_anchor(const Anchor& anchor) {
  json::object to;
  to["v"] = kVersion;
  to["vault"] = to_hex(anchor.vault);
  to["openings"] = anchor.openings;
  to["size"] = anchor.size;
  to["root"] = to_hex(anchor.root);
  return to_bytes(json::serialize(json::value(std::move(to))));
}

Result<Anchor> parse_anchor(ByteView bytes) {
  PYX_ASSIGN(const json::value parsed, json::parse(as_text(bytes)));
  PYX_ASSIGN(auto reader, json::ObjectReader::of(parsed, "anchor"));
  PYX_ASSIGN(const std::int64_t version, reader.integer("v"));
  if (version != kVersion) return error(Code::kBadInput, "the anchor's version is not 1");
  Anchor anchor;
  PYX_ASSIGN(anchor.vault, reader.digest("vault"));
  PYX_ASSIGN(anchor.openings, read_number(reader, "openings"));
  PYX_ASSIGN(anchor.size, read_number(reader, "size"));
  PYX_ASSIGN(anchor.root, reader.digest("root"));
  PYX_TRY(reader.finish());
  return anchor;
}

std::optional<Anchor> newest_anchor(const std::vector<Bytes>& on_token, const Sha256& vault) {
  std::optional<Anchor> newest;
  for (const Bytes& bytes : on_token) {
    const auto anchor = parse_anchor(bytes);
    if (!anchor || anchor->vault != vault) continue;
    const bool newer = !newest || std::tie(anchor->openings, anchor->size) >
                                      std::tie(newest->openings, newest->size);
    if (newer) newest = *anchor;
  }
  return newest;
}

}  // namespace pyx::custody
