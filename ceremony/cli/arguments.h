// What was typed for one command, flag by flag, with typed readers whose errors name the flag.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret_source.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace pyx::ceremony {

// Names are those of the FlagSpec ("--id") or the WordSpec ("TYPE").
class Arguments {
 public:
  void add(std::string_view name, std::string value);

  bool has(std::string_view name) const;
  // The first value; empty if the flag was not given.
  const std::string& text(std::string_view name) const;
  const std::vector<std::string>& texts(std::string_view name) const;
  std::filesystem::path path(std::string_view name) const { return text(name); }

  // Each: kBadInput "--key-id: …" if what was given is not of that form. The optional ones give
  // nothing for a flag that was not given.
  Result<Uuid> uuid(std::string_view name) const;
  Result<std::optional<Uuid>> uuid_if(std::string_view name) const;
  Result<std::optional<Sha256>> digest_if(std::string_view name) const;
  Result<std::vector<Uuid>> uuids(std::string_view name) const;  // each once
  Result<std::vector<Sha256>> digests(std::string_view name) const;
  Result<std::optional<Time>> time_if(std::string_view name) const;
  Result<std::optional<Duration>> duration_if(std::string_view name) const;
  // A whole number from `least` to `most`.
  Result<std::optional<unsigned>> number_if(std::string_view name, unsigned least,
                                            unsigned most) const;
  // Whole numbers from 0 to `most`, as often as the flag was given.
  Result<std::vector<std::uint64_t>> whole_numbers(std::string_view name, std::uint64_t most) const;
  Result<std::optional<std::uint64_t>> whole_number_if(std::string_view name,
                                                       std::uint64_t most) const;
  Result<SecretSource> secret_source(std::string_view name) const;  // the prompt if not given
  // One of `allowed`, which the error lists.
  Result<std::string> one_of(std::string_view name, std::vector<std::string_view> allowed) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
};

// kBadInput "--key-id: what"
Error bad_argument(std::string_view name, std::string_view what);

}  // namespace pyx::ceremony
