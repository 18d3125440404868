#include "ceremony/running/site_nearby.h"

#include <system_error>
#include <vector>

#include "base/file.h"
#include "base/sha256.h"
#include "ceremony/running/opening.h"

namespace pyx::ceremony::running {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSiteBytes = std::size_t{1} << 20U;  // docs/formats/ceremony-plan.md

void add_files_with(const Sha256& digest, const fs::path& folder, std::vector<fs::path>& to) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() != ".toml" || !entry.is_regular_file(ignored)) continue;
    const auto bytes = read_file(entry.path(), kMostSiteBytes);
    if (bytes && sha256(*bytes) == digest) to.push_back(entry.path());
  }
}

}  // namespace

Result<fs::path> site_nearby(const fs::path& bundle) {
  PYX_ASSIGN(const transcript::Header header, header_of(bundle));
  fs::path folder = fs::absolute(bundle).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // "bundle/"
  const fs::path around = folder.parent_path();
  std::vector<fs::path> found;
  if (header.site) {
    add_files_with(*header.site, around, found);
    if (around.has_relative_path()) add_files_with(*header.site, around.parent_path(), found);
  }
  if (found.size() == 1) return std::move(found.front());
  if (found.empty())
    return error(Code::kNotFound, "the site at which " + bundle.string() +
                                      " began is neither beside it nor one folder above: name it "
                                      "with --site");
  return error(Code::kConflict, found[0].string() + " and " + found[1].string() +
                                    " are the site of " + bundle.string() +
                                    " alike: name one with --site");
}

}  // namespace pyx::ceremony::running
