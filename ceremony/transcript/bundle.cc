#include "ceremony/transcript/bundle.h"

#include <system_error>
#include <utility>

#include "base/file.h"

namespace pyx::ceremony::transcript {

std::filesystem::path output_path(const std::filesystem::path& bundle, const Sha256& digest) {
  return bundle / kOutputsFolder / to_hex(digest);
}

Result<Bundle> read_bundle(const std::filesystem::path& folder) {
  Bundle bundle;
  bundle.folder = folder;
  PYX_ASSIGN(const Bytes transcript, read_file(folder / kTranscriptFile, kTranscriptMostBytes));
  bundle.transcript = to_text(transcript);
  PYX_ASSIGN(bundle.plan, read_file(folder / kPlanFile));
  if (auto site = read_file(folder / kSiteFile); site.ok()) {
    bundle.site = std::move(site).value();
  } else if (site.error().code != Code::kNotFound) {
    return site.error();
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(folder / kLogFolder, ignored)) bundle.log = folder / kLogFolder;
  return bundle;
}

Result<Sha256> keep_output(const std::filesystem::path& bundle, ByteView shown) {
  if (shown.size() > kOutputMostBytes)
    return error(Code::kBadInput, "an output of a ceremony has at most 16 MiB");
  PYX_TRY(make_folders(bundle / kOutputsFolder));
  const Sha256 digest = sha256(shown);
  const auto written = write_file(output_path(bundle, digest), shown, Overwrite::kNo);
  if (!written && written.error().code != Code::kConflict) return written.error();
  return digest;
}

}  // namespace pyx::ceremony::transcript
