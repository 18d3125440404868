#include "ceremony/token_exposure.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <array>

namespace pyx::ceremony {
namespace {

using custody::Exposure;

// What together keeps a key from being read out, wrapped out or made weaker first.
constexpr std::array kNonExtraction = {TokenRule::kSensitive, TokenRule::kExtractable,
                                       TokenRule::kModifiable, TokenRule::kCopies};

// What a key that came back rests on. Whether it was born there is known: it was not.
constexpr std::array kRestsOn = {TokenRule::kSensitive,  TokenRule::kExtractable,
                                 TokenRule::kModifiable, TokenRule::kCopies,
                                 TokenRule::kUsage,      TokenRule::kAllowedMechanisms};

std::string not_enforced(std::span<const pkcs11::RuleFinding> rules) {
  std::string names;
  for (const TokenRule rule : kNonExtraction) {
    if (!pkcs11::enforces(rules, rule))
      names += (names.empty() ? "" : ", ") + std::string(to_text(rule));
  }
  return names;
}

// "configdir='sql:/run/proof'" -> "/run/proof"; empty if it says none.
std::string config_folder(const std::string& reserved) {
  constexpr std::string_view kMark = "configdir='";
  const std::size_t begin = reserved.find(kMark);
  if (begin == std::string::npos) return {};
  const std::size_t from = begin + kMark.size();
  std::string folder = reserved.substr(from, reserved.find('\'', from) - from);
  for (const std::string_view kind : {"sql:", "dbm:", "extern:"}) {
    if (folder.starts_with(kind)) return folder.substr(kind.size());
  }
  return folder;
}

}  // namespace

TokenStorage storage_of(const pkcs11::TokenUri& uri) {
  const std::string folder = config_folder(uri.init_reserved);
  struct statfs facts {};
  if (folder.empty() || ::statfs(folder.c_str(), &facts) != 0) return TokenStorage::kUnknown;
  const bool in_memory = facts.f_type == TMPFS_MAGIC || facts.f_type == RAMFS_MAGIC;
  return in_memory ? TokenStorage::kInMemory : TokenStorage::kOnDisk;
}

namespace {

ExposureFinding manner_of(std::span<const pkcs11::RuleFinding> rules, SecondUse use,
                          TokenStorage storage) {
  if (use == SecondUse::kRestoreThroughHost)
    return {Exposure::kExposed, "unwrapped in the memory of the host, and created from there"};
  const std::string missing = not_enforced(rules);
  const std::string how =
      use == SecondUse::kProve ? "session objects, in a process of their own" : "token objects";
  if (missing.empty())
    return {Exposure::kNone, how + ", on a token that was seen to enforce non-extraction"};
  const std::string weak = how + ", on a token that does not enforce " + missing;
  if (use == SecondUse::kProve && storage == TokenStorage::kInMemory)
    return {Exposure::kNone, weak + "; its storage is in memory only"};
  if (use == SecondUse::kRestore) return {Exposure::kExposed, weak};
  return {Exposure::kExposed, weak + (storage == TokenStorage::kOnDisk
                                          ? "; its storage is on a disk"
                                          : "; nothing says that its storage is in memory only")};
}

}  // namespace

ExposureFinding exposure_of(std::span<const pkcs11::RuleFinding> rules, SecondUse use,
                            TokenStorage storage) {
  ExposureFinding finding = manner_of(rules, use, storage);
  for (const TokenRule rule : kRestsOn) {
    if (!pkcs11::enforces(rules, rule)) finding.not_enforced.push_back(rule);
  }
  return finding;
}

}  // namespace pyx::ceremony
