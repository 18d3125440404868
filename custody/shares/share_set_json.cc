#include "custody/shares/share_set_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <limits>
#include <string>

#include "base/json_reader.h"

namespace pyx::shares {
namespace {

constexpr std::string_view kType = "urn:pyx:share-set:v1";
constexpr std::string_view kAnyVersion = "urn:pyx:share-set:v";

Result<unsigned> read_number(json::ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < 0 || number > std::numeric_limits<std::uint32_t>::max()) {
    return error(Code::kBadInput, "member \"" + std::string(name) + "\" of the " + reader.what() +
                                      " is out of range");
  }
  return static_cast<unsigned>(number);
}

Result<Member> read_member(const json::value& from, unsigned group, unsigned number) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "member of the share set"));
  Member member;
  member.group = group;
  member.number = number;
  PYX_ASSIGN(member.holder, reader.string("holder"));
  PYX_ASSIGN(member.salt, reader.digest("salt"));
  PYX_ASSIGN(member.commitment, reader.digest("commitment"));
  PYX_TRY(reader.finish());
  return member;
}

Result<void> read_group(const json::value& from, ShareSet& set) {
  const auto group = static_cast<unsigned>(set.scheme.groups.size());
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "group of the share set"));
  PYX_ASSIGN(const unsigned threshold, read_number(reader, "threshold"));
  PYX_ASSIGN(const json::array* const members, reader.array_member("members"));
  PYX_TRY(reader.finish());
  set.scheme.groups.push_back({threshold, static_cast<unsigned>(members->size())});
  for (unsigned number = 0; number < members->size(); ++number) {
    PYX_ASSIGN(Member member, read_member((*members)[number], group, number));
    set.members.push_back(std::move(member));
  }
  return {};
}

Result<void> check_type(json::ObjectReader& reader) {
  PYX_ASSIGN(const std::string type, reader.string("type"));
  if (type == kType) return {};
  return error(Code::kBadInput,
               type.starts_with(kAnyVersion)
                   ? "the share set's record is of a version that this Pyx does not know: a newer "
                     "one wrote it, which says nothing against its shares"
                   : "this is not the record of a share set");
}

json::array groups_of(const ShareSet& set) {
  json::array groups;
  std::size_t at = 0;
  for (const GroupScheme& group : set.scheme.groups) {
    json::array members;
    for (unsigned number = 0; number < group.members; ++number, ++at) {
      const Member& member = set.members.at(at);
      members.push_back(json::object{{"holder", member.holder},
                                     {"salt", to_hex(member.salt)},
                                     {"commitment", to_hex(member.commitment)}});
    }
    groups.push_back(json::object{{"threshold", group.threshold}, {"members", std::move(members)}});
  }
  return groups;
}

}  // namespace

Bytes encode_share_set(const ShareSet& set) {
  json::object record{{"type", kType},
                      {"vault", to_hex(set.vault)},
                      {"set", set.id.text()},
                      {"version", set.version}};
  if (set.previous) record["previous"] = to_hex(*set.previous);
  record["created"] = to_rfc3339(set.created);
  record["identifier"] = set.identifier;
  record["iteration_exponent"] = set.iteration_exponent;
  record["share_bytes"] = set.share_bytes;
  record["secret"] = to_hex(set.secret);
  record["group_threshold"] = set.scheme.group_threshold;
  record["groups"] = groups_of(set);
  return to_bytes(json::serialize(record));
}

Result<ShareSet> parse_share_set(ByteView bytes) {
  PYX_ASSIGN(const json::value value,
             json::parse(as_text(bytes), {.most_bytes = kShareSetMostBytes}));
  PYX_ASSIGN(auto reader, json::ObjectReader::of(value, "share set"));
  PYX_TRY(check_type(reader));
  ShareSet set;
  PYX_ASSIGN(set.vault, reader.digest("vault"));
  PYX_ASSIGN(set.id, reader.uuid("set"));
  PYX_ASSIGN(set.version, read_number(reader, "version"));
  if (reader.has("previous")) {
    PYX_ASSIGN(set.previous, reader.digest("previous"));
  }
  PYX_ASSIGN(set.created, reader.time("created"));
  PYX_ASSIGN(const unsigned identifier, read_number(reader, "identifier"));
  if (identifier > kMostIdentifier)
    return error(Code::kBadInput, "the identifier of the share set has more than 15 bits");
  set.identifier = static_cast<std::uint16_t>(identifier);
  PYX_ASSIGN(set.iteration_exponent, read_number(reader, "iteration_exponent"));
  PYX_ASSIGN(set.share_bytes, read_number(reader, "share_bytes"));
  PYX_ASSIGN(set.secret, reader.digest("secret"));
  PYX_ASSIGN(set.scheme.group_threshold, read_number(reader, "group_threshold"));
  PYX_ASSIGN(const json::array* const groups, reader.array_member("groups"));
  PYX_TRY(reader.finish());
  for (const json::value& group : *groups) PYX_TRY(read_group(group, set));
  PYX_TRY(check_share_set(set));
  return set;
}

Result<void> check_succession(const ShareSet& next, ByteView before) {
  PYX_ASSIGN(const ShareSet old, parse_share_set(before));
  const auto wrong = [](const char* what) {
    return error(Code::kBadInput,
                 std::string("the share set does not follow the one before: ") + what);
  };
  if (next.vault != old.vault || next.id != old.id) return wrong("it is of another secret's");
  if (next.version != old.version + 1) return wrong("a version lies between");
  if (next.secret != old.secret) return wrong("it commits to another secret");
  if (next.identifier == old.identifier) return wrong("its shares begin with the same words");
  if (next.previous != sha256(before)) return wrong("it names another record");
  return {};
}

}  // namespace pyx::shares
