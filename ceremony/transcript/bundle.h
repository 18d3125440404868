// A bundle: the folder with everything that a ceremony leaves, which anybody can check offline.
//   transcript.jsonl        the entries
//   plan.toml               the plan, byte by byte as it ran
//   site.toml               the site; may be missing, the header has its digest
//   outputs/<64 hex>        what a terminal showed, by its SHA-256; each may be missing
//   log/                    the vault's log as `pyx log export` writes it; may be missing
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx::ceremony::transcript {

inline constexpr std::string_view kTranscriptFile = "transcript.jsonl";
inline constexpr std::string_view kPlanFile = "plan.toml";
inline constexpr std::string_view kSiteFile = "site.toml";
inline constexpr std::string_view kOutputsFolder = "outputs";
inline constexpr std::string_view kLogFolder = "log";

inline constexpr std::size_t kTranscriptMostBytes = std::size_t{64} << 20U;
inline constexpr std::size_t kOutputMostBytes = std::size_t{16} << 20U;

std::filesystem::path output_path(const std::filesystem::path& bundle, const Sha256& digest);

struct Bundle {
  std::filesystem::path folder;
  std::string transcript;  // the file as it is
  Bytes plan;
  std::optional<Bytes> site;
  std::optional<std::filesystem::path> log;
};
// Errors: kNotFound if the transcript or the plan is missing; kBadInput for what cannot be read.
Result<Bundle> read_bundle(const std::filesystem::path& folder);

// Keeps what a terminal showed and gives the digest for its entry; the same bytes once. Errors:
// kBadInput over kOutputMostBytes; kStore.
Result<Sha256> keep_output(const std::filesystem::path& bundle, ByteView shown);

}  // namespace pyx::ceremony::transcript
