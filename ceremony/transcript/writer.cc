#include "ceremony/transcript/writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "ceremony/transcript/bundle.h"
#include "ceremony/transcript/entry_text.h"
#include "ceremony/transcript/signature_check.h"

namespace pyx::ceremony::transcript {
namespace {

namespace fs = std::filesystem;

constexpr Duration kMostBehind = std::chrono::seconds(5);
constexpr mode_t kOwnerOnly = 0600;

Error store_failed(std::string_view what) {
  return error(Code::kStore, "the transcript cannot be " + std::string(what) + ": " +
                                 std::generic_category().message(errno));
}

Error not_whole(const Fault& fault) {
  return refused("RECORD-WHOLE",
                 "the transcript was tampered with: " + std::string(to_text(fault.kind)) +
                     (fault.entry ? " at entry " + std::to_string(*fault.entry) : "") + ": " +
                     fault.text);
}

Result<Descriptor> open_locked(const fs::path& path, int flags) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | flags, kOwnerOnly));
  if (!file.open()) {
    if (errno == EEXIST)
      return error(Code::kConflict, "there is a transcript already: " + path.string());
    if (errno == ENOENT) return error(Code::kNotFound, "there is no transcript: " + path.string());
    return store_failed("opened");
  }
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return error(Code::kConflict, "another process writes the transcript " + path.string());
  return file;
}

Values header_of(const Opening& opening, const Uuid& ceremony) {
  Values values{{"format", std::string(kFormat)},
                {"ceremony", ceremony.text()},
                {"mode", std::string(to_text(opening.mode))},
                {"title", opening.title},
                {"software", opening.software},
                {"plan", to_hex(sha256(opening.plan))}};
  if (!opening.host.empty()) values["host"] = opening.host;
  if (opening.site) values["site"] = to_hex(sha256(*opening.site));
  if (opening.vault) values["vault"] = to_hex(*opening.vault);
  return values;
}

// What stands behind the last line end.
std::string_view torn_tail(std::string_view text) {
  const std::size_t last = text.rfind('\n');
  return last == std::string_view::npos ? text : text.substr(last + 1);
}

Result<Transcript> read_unended(std::string_view text) {
  ReadTranscript read = read_lines(text);
  if (!read.fault) read.fault = check_signatures(read.transcript).fault;
  if (read.fault) return not_whole(*read.fault);
  if (read.transcript.entries.empty()) {
    return error(Code::kConflict,
                 "the transcript has no whole header: nothing was done under it, begin anew in "
                 "another folder");
  }
  if (read.transcript.entries.back().kind == Kind::kEnd)
    return error(Code::kConflict, "the transcript came to its end");
  return std::move(read.transcript);
}

}  // namespace

Result<Writer> Writer::create(const fs::path& bundle, const Opening& opening, const Clock& clock) {
  // Judged before anything is made.
  const Values header = header_of(opening, Uuid::v7(clock.now()));
  PYX_TRY(make_entry(0, clock.now(), Kind::kHeader, header));
  PYX_TRY(make_folders(bundle));
  PYX_TRY(write_file(bundle / kPlanFile, opening.plan, Overwrite::kNo));
  if (opening.site) PYX_TRY(write_file(bundle / kSiteFile, *opening.site, Overwrite::kNo));
  PYX_ASSIGN(Descriptor file, open_locked(bundle / kTranscriptFile, O_CREAT | O_EXCL));
  PYX_TRY(sync_folder(bundle));
  Writer writer(std::move(file), clock);
  writer.transcript_.roots.push_back(writer.edge_.root());
  PYX_ASSIGN(Entry entry, make_entry(0, clock.now(), Kind::kHeader, header));
  PYX_TRY(writer.put(std::move(entry)));
  return writer;
}

Result<Writer> Writer::resume(const fs::path& bundle, std::string_view software,
                              const Clock& clock) {
  PYX_ASSIGN(Descriptor file, open_locked(bundle / kTranscriptFile, 0));
  PYX_ASSIGN(const Bytes bytes, read_file(bundle / kTranscriptFile, kTranscriptMostBytes));
  Writer writer(std::move(file), clock);
  PYX_ASSIGN(writer.transcript_, read_unended(as_text(bytes)));
  for (const Entry& entry : writer.transcript_.entries)
    writer.edge_.append(custody::leaf_hash(entry_leaf(entry)));
  const std::string_view torn = torn_tail(as_text(bytes));
  if (torn.empty() && writer.transcript_.entries.back().kind == Kind::kIntermission) return writer;
  Values crash{{"entries", std::to_string(writer.size())},
               {"software", std::string(software)},
               {"torn", std::to_string(torn.size())}};
  if (!torn.empty()) {
    crash["torn_digest"] = to_hex(sha256(torn));
    const auto whole = static_cast<off_t>(bytes.size() - torn.size());
    if (::ftruncate(writer.file_.get(), whole) != 0 || ::fsync(writer.file_.get()) != 0)
      return store_failed("cut where it is torn");
  }
  PYX_TRY(writer.append(Kind::kCrash, crash));
  return writer;
}

Result<Entry> Writer::next(Kind kind, const Values& values) const {
  if (broken_)
    return error(Code::kStore, "the transcript could not be written before: resume the ceremony");
  if (ended()) return error(Code::kConflict, "the transcript came to its end");
  if (kind == Kind::kHeader) return error(Code::kConflict, "a transcript has one header");
  const Time last = transcript_.entries.back().time;
  const Time now = clock_->now();
  if (now + kMostBehind < last) {
    return refused("CLOCK-SANE", "the clock is behind the last entry of the transcript, " +
                                     to_rfc3339(last) + ": set it right");
  }
  return make_entry(size(), std::max(now, last), kind, values);
}

Result<std::uint64_t> Writer::put(Entry entry) {
  const std::string line = encode_entry(entry) + "\n";
  if (line.size() > kLineMostBytes)
    return error(Code::kBadInput, "an entry of the transcript has at most 128 KiB");
  broken_ = true;
  for (ByteView rest = as_bytes(line); !rest.empty();) {
    const ssize_t put = ::write(file_.get(), rest.data(), rest.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return store_failed("written");
    rest = rest.subspan(static_cast<std::size_t>(put));
  }
  if (::fsync(file_.get()) != 0) return store_failed("synced");
  broken_ = false;
  edge_.append(custody::leaf_hash(entry_leaf(entry)));
  transcript_.roots.push_back(edge_.root());
  transcript_.entries.push_back(std::move(entry));
  if (size() == 1) transcript_.header = header_in(transcript_.entries.front());
  return size() - 1;
}

Result<std::uint64_t> Writer::append(Kind kind, const Values& values) {
  if (spec_of(kind).is_signed()) {
    return error(Code::kConflict,
                 "an entry \"" + std::string(to_text(kind)) + "\" needs signatures");
  }
  PYX_ASSIGN(Entry entry, next(kind, values));
  return put(std::move(entry));
}

Result<Draft> Writer::draft(Kind kind, const Values& values) const {
  if (!spec_of(kind).is_signed()) {
    return error(Code::kConflict, "nobody signs an entry \"" + std::string(to_text(kind)) + "\"");
  }
  Draft draft;
  PYX_ASSIGN(draft.entry, next(kind, values));
  const Header& header = transcript_.header;
  draft.statement = encode_entry_statement(
      {header.ceremony, header.mode, kind, size(), root(), signed_part(draft.entry)});
  draft.text = text_to_sign(draft.entry, header, root());
  return draft;
}

Result<std::uint64_t> Writer::append_signed(const Draft& draft,
                                            const std::vector<custody::Envelope>& envelopes) {
  if (broken_ || ended() || draft.entry.number != size()) {
    return error(Code::kConflict, "the transcript has gone on since entry " +
                                      std::to_string(draft.entry.number) +
                                      " was made to be signed: make it anew");
  }
  PYX_ASSIGN(const custody::Envelope all, joined(envelopes));
  if (all.payload != draft.statement)
    return error(Code::kBadInput, "what was signed is not the entry's statement");
  Values values;
  for (const auto& [name, field] : draft.entry.fields) values[name] = draft.entry.text(name);
  values[std::string(kSignatures)] = custody::to_text(all);
  PYX_ASSIGN(Entry entry,
             make_entry(draft.entry.number, draft.entry.time, draft.entry.kind, values));
  // The salts are a part of what was signed.
  for (const auto& [name, field] : draft.entry.fields) entry.fields.at(name) = field;
  return put(std::move(entry));
}

}  // namespace pyx::ceremony::transcript
