#include "ceremony/transcript/redact.h"

#include <string>
#include <system_error>

#include "base/file.h"
#include "ceremony/transcript/bundle.h"
#include "ceremony/transcript/signature_check.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::transcript {
namespace {

namespace fs = std::filesystem;

Result<Transcript> read_whole(const Bundle& bundle) {
  ReadTranscript read = read_transcript(bundle.transcript);
  if (!read.fault) read.fault = check_signatures(read.transcript).fault;
  if (!read.fault) return std::move(read.transcript);
  return refused("RECORD-WHOLE", "the transcript is not in order, and a copy would not be: " +
                                     std::string(to_text(read.fault->kind)) + ": " +
                                     read.fault->text);
}

void hide(Entry& entry, Level keep) {
  for (auto& [name, field] : entry.fields) {
    if (spec_of(entry.kind).field(name)->level > keep) field = field_hash(name, field);
  }
}

// Nothing that a copy follows out of the bundle.
Result<void> copy_folder(const fs::path& from, const fs::path& to) {
  std::error_code failure;
  for (fs::recursive_directory_iterator at(from, failure), end; !failure && at != end;
       at.increment(failure)) {
    const fs::path target = to / fs::relative(at->path(), from, failure);
    if (failure) break;
    if (at->is_symlink())
      return error(Code::kBadInput, at->path().string() + " is a link: a bundle holds none");
    if (!at->is_regular_file()) continue;
    PYX_ASSIGN(const Bytes bytes, read_file(at->path(), kTranscriptMostBytes));
    PYX_TRY(make_folders(target.parent_path()));
    PYX_TRY(write_file(target, bytes, Overwrite::kNo));
  }
  if (failure) return error(Code::kBadInput, "cannot read " + from.string());
  return {};
}

}  // namespace

Result<Redaction> redact(const fs::path& from, const fs::path& to, Level keep) {
  PYX_ASSIGN(const Bundle bundle, read_bundle(from));
  PYX_ASSIGN(const Transcript transcript, read_whole(bundle));
  std::error_code ignored;
  if (fs::exists(to, ignored))
    return error(Code::kConflict, to.string() + " is there already; name a new folder");
  Redaction done;
  std::string lines;
  for (Entry entry : transcript.entries) {
    hide(entry, keep);
    ++done.entries;
    done.hidden += entry.hidden();
    lines += encode_entry(entry) + "\n";
  }
  PYX_TRY(make_folders(to));
  PYX_TRY(write_file(to / kPlanFile, bundle.plan, Overwrite::kNo));
  if (bundle.log) PYX_TRY(copy_folder(*bundle.log, to / kLogFolder));
  if (keep >= Level::kRestricted) {
    if (bundle.site) PYX_TRY(write_file(to / kSiteFile, *bundle.site, Overwrite::kNo));
    if (fs::is_directory(from / kOutputsFolder, ignored))
      PYX_TRY(copy_folder(from / kOutputsFolder, to / kOutputsFolder));
  }
  // Last, so that a copy that was broken off is no bundle.
  PYX_TRY(write_file(to / kTranscriptFile, as_bytes(lines), Overwrite::kNo));
  return done;
}

}  // namespace pyx::ceremony::transcript
