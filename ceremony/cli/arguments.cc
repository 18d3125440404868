#include "ceremony/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace pyx::ceremony {
namespace {

template <class T>
Result<T> naming(std::string_view name, Result<T> read) {
  if (!read) return bad_argument(name, read.error().message);
  return read;
}

template <class T>
Result<std::optional<T>> optional_naming(std::string_view name, Result<T> read) {
  if (!read) return bad_argument(name, read.error().message);
  return std::optional<T>(std::move(read).value());
}

}  // namespace

Error bad_argument(std::string_view name, std::string_view what) {
  return error(Code::kBadInput, std::string(name) + ": " + std::string(what));
}

void Arguments::add(std::string_view name, std::string value) {
  given_[std::string(name)].push_back(std::move(value));
}

bool Arguments::has(std::string_view name) const { return given_.contains(name); }

const std::vector<std::string>& Arguments::texts(std::string_view name) const {
  static const std::vector<std::string> none;
  const auto found = given_.find(name);
  return found == given_.end() ? none : found->second;
}

const std::string& Arguments::text(std::string_view name) const {
  static const std::string empty;
  const auto& all = texts(name);
  return all.empty() ? empty : all.front();
}

Result<Uuid> Arguments::uuid(std::string_view name) const {
  return naming(name, Uuid::parse(text(name)));
}

Result<std::optional<Uuid>> Arguments::uuid_if(std::string_view name) const {
  if (!has(name)) return std::optional<Uuid>();
  return optional_naming(name, Uuid::parse(text(name)));
}

Result<std::optional<Sha256>> Arguments::digest_if(std::string_view name) const {
  if (!has(name)) return std::optional<Sha256>();
  return optional_naming(name, sha256_from_hex(text(name)));
}

Result<std::vector<Uuid>> Arguments::uuids(std::string_view name) const {
  std::vector<Uuid> all;
  for (const std::string& given : texts(name)) {
    PYX_ASSIGN(const Uuid id, naming(name, Uuid::parse(given)));
    if (std::ranges::find(all, id) != all.end()) {
      return bad_argument(name, given + " is given twice");
    }
    all.push_back(id);
  }
  return all;
}

Result<std::vector<Sha256>> Arguments::digests(std::string_view name) const {
  std::vector<Sha256> all;
  for (const std::string& given : texts(name)) {
    PYX_ASSIGN(const Sha256 digest, naming(name, sha256_from_hex(given)));
    if (std::ranges::find(all, digest) != all.end()) {
      return bad_argument(name, given + " is given twice");
    }
    all.push_back(digest);
  }
  return all;
}

Result<std::optional<unsigned>> Arguments::number_if(std::string_view name, unsigned least,
                                                     unsigned most) const {
  if (!has(name)) return std::optional<unsigned>();
  const std::string& given = text(name);
  unsigned number = 0;
  const auto [end, ec] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (ec != std::errc() || end != given.data() + given.size() || number < least || number > most) {
    return bad_argument(name, "must be a whole number from " + std::to_string(least) + " to " +
                                  std::to_string(most));
  }
  return std::optional<unsigned>(number);
}

Result<std::vector<std::uint64_t>> Arguments::whole_numbers(std::string_view name,
                                                            std::uint64_t most) const {
  std::vector<std::uint64_t> numbers;
  for (const std::string& given : texts(name)) {
    std::uint64_t number = 0;
    const auto [end, ec] = std::from_chars(given.data(), given.data() + given.size(), number);
    if (ec != std::errc() || end != given.data() + given.size() || number > most) {
      return bad_argument(name, "must be a whole number of at most " + std::to_string(most));
    }
    numbers.push_back(number);
  }
  return numbers;
}

Result<std::optional<std::uint64_t>> Arguments::whole_number_if(std::string_view name,
                                                                std::uint64_t most) const {
  PYX_ASSIGN(const std::vector<std::uint64_t> numbers, whole_numbers(name, most));
  return numbers.empty() ? std::optional<std::uint64_t>() : numbers.front();
}

Result<std::optional<Time>> Arguments::time_if(std::string_view name) const {
  if (!has(name)) return std::optional<Time>();
  return optional_naming(name, from_rfc3339(text(name)));
}

Result<std::optional<Duration>> Arguments::duration_if(std::string_view name) const {
  if (!has(name)) return std::optional<Duration>();
  return optional_naming(name, parse_duration(text(name)));
}

Result<SecretSource> Arguments::secret_source(std::string_view name) const {
  if (!has(name)) return SecretSource{};
  return naming(name, parse_secret_source(text(name)));
}

Result<std::string> Arguments::one_of(std::string_view name,
                                      std::vector<std::string_view> allowed) const {
  const std::string& given = text(name);
  if (std::ranges::find(allowed, given) != allowed.end()) return given;
  std::string list;
  for (const std::string_view word : allowed) {
    if (!list.empty()) list += ", ";
    list += word;
  }
  return bad_argument(name, "is \"" + given + "\", but must be one of: " + list);
}

}  // namespace pyx::ceremony
