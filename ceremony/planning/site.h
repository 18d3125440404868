// What differs from place to place while the plan stays: where modules, tokens, vault and people's
// keys are. A file of its own with a digest of its own. Format: docs/formats/ceremony-plan.md.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/secret_source.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "ceremony/planning/finding.h"
#include "ceremony/planning/people.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony::planning {

struct SiteToken {
  std::string name;  // of a token of the plan
  toml::Position at;
  pkcs11::TokenUri uri;  // with a serial; without a PIN, and without a PIN source
  SecretSource pin_source;
  std::optional<SecretSource> so_pin_source;
};

struct SitePerson {
  Participant person;
  toml::Position at;
  std::string key;  // a file that pyx officer new made, or a pkcs11: URI; empty: made that day
  SecretSource passphrase_source;
  std::optional<std::filesystem::path> certificate;  // to which a share is sealed
};

// Paths are as they are written: a relative one starts at the site file's folder.
struct Site {
  Sha256 digest{};  // of the file's bytes
  std::string name;
  std::filesystem::path vault;
  std::filesystem::path output;
  std::filesystem::path policy;
  std::optional<std::filesystem::path> new_policy;
  std::optional<std::filesystem::path> budgets;
  std::optional<std::filesystem::path> checkpoint;  // the witness's own copy of the last one
  std::string printer;                              // empty: there is none
  std::vector<SiteToken> tokens;
  std::vector<SitePerson> people;
  std::map<std::string, Uuid> keys;     // of the plan, that are there already
  std::map<std::string, Uuid> backups;  // the same
  std::vector<std::pair<std::string, std::string>> parameters;  // name and text

  const SiteToken* token(std::string_view name) const;
  const SitePerson* person(std::string_view id) const;
  std::vector<Participant> participants() const;
};

struct SiteReading {
  std::optional<Site> site;  // when there is no finding
  Findings findings;
};
SiteReading read_site(ByteView bytes, std::string_view source_name);

// Whether the site is one for this plan: every token, existing key and existing backup of the plan
// has its place, none has one that the plan does not know, and every file that the steps need is
// named. Two tokens with one serial are one token: refused.
Findings fits(const Site& site, const Plan& plan);

}  // namespace pyx::ceremony::planning
