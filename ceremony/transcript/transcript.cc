#include "ceremony/transcript/transcript.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pyx::ceremony::transcript {
namespace {

// Why the line at `index` does not have its number: every line is looked at for what became of the
// numbers. A line that is no entry counts for nothing.
Fault wrong_number(std::string_view rest, std::uint64_t index, const std::vector<Entry>& before) {
  std::multiset<std::uint64_t> numbers;
  for (const Entry& entry : before) numbers.insert(entry.number);
  std::uint64_t lines = index;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;
    if (const auto entry = parse_entry(rest.substr(0, end))) numbers.insert(entry->number);
    ++lines;
    rest.remove_prefix(end + 1);
  }
  const auto twice = std::ranges::adjacent_find(numbers);
  if (twice != numbers.end()) {
    return fault_at(FaultKind::kRepeated, index,
                    "entry " + std::to_string(*twice) + " stands more than once");
  }
  for (std::uint64_t number = 0; number < lines; ++number) {
    if (!numbers.contains(number)) {
      return fault_at(FaultKind::kMissing, index,
                      "entry " + std::to_string(number) + " is missing");
    }
  }
  return fault_at(FaultKind::kReordered, index,
                  "entry " + std::to_string(index) + " is not in its place");
}

std::optional<Fault> check_header(const Entry& entry) {
  const auto bad = [](std::string why) { return fault_at(FaultKind::kHeader, 0, std::move(why)); };
  if (entry.kind != Kind::kHeader) return bad("a transcript begins with its header");
  if (entry.text("format") != kFormat)
    return bad("the transcript is not of the format " + std::string(kFormat));
  return std::nullopt;
}

class LineReader {
 public:
  ReadTranscript read(std::string_view text) {
    read_.transcript.roots.push_back(edge_.root());
    while (!read_.fault && !text.empty()) {
      const std::size_t end = text.find('\n');
      if (end == std::string_view::npos) break;
      read_.fault = take(text.substr(0, end), text);
      text.remove_prefix(end + 1);
    }
    return std::move(read_);
  }

 private:
  std::optional<Fault> take(std::string_view line, std::string_view from_here) {
    Transcript& to = read_.transcript;
    const std::uint64_t index = to.entries.size();
    auto entry = parse_entry(line);
    if (!entry) return fault_at(FaultKind::kMalformed, index, entry.error().message);
    if (entry->number != index) return wrong_number(from_here, index, to.entries);
    if (index > 0 && to.entries.back().kind == Kind::kEnd)
      return fault_at(FaultKind::kAppended, index, "an entry stands behind the end");
    if (index > 0 && entry->time < to.entries.back().time) {
      return fault_at(FaultKind::kTime, index,
                      "the entry's time is before that of the entry in front of it");
    }
    if (index == 0) {
      if (auto fault = check_header(*entry)) return fault;
      to.header = header_in(*entry);
    } else if (entry->kind == Kind::kHeader) {
      return fault_at(FaultKind::kHeader, index, "a header stands only at the beginning");
    }
    edge_.append(custody::leaf_hash(entry_leaf(*entry)));
    to.roots.push_back(edge_.root());
    to.hidden += entry->hidden();
    to.entries.push_back(std::move(entry).value());
    return std::nullopt;
  }

  ReadTranscript read_;
  custody::MerkleEdge edge_;
};

}  // namespace

Header header_in(const Entry& entry) {
  // parse_entry() and make_entry() judge the forms.
  Header header;
  header.ceremony = Uuid::parse(entry.text("ceremony")).value();
  header.mode = entry.text("mode") == to_text(Mode::kReal) ? Mode::kReal : Mode::kRehearsal;
  header.title = entry.text("title");
  header.software = entry.text("software");
  header.plan = sha256_from_hex(entry.text("plan")).value();
  if (entry.fields.contains("site")) header.site = sha256_from_hex(entry.text("site")).value();
  if (entry.fields.contains("vault")) header.vault = sha256_from_hex(entry.text("vault")).value();
  return header;
}

ReadTranscript read_lines(std::string_view text) { return LineReader().read(text); }

ReadTranscript read_transcript(std::string_view text) {
  ReadTranscript read = read_lines(text);
  if (read.fault) return read;
  const std::uint64_t size = read.transcript.entries.size();
  if (!text.empty() && !text.ends_with('\n')) {
    // Behind the end nothing stands, not even a part of a line.
    const bool ended = size > 0 && read.transcript.entries.back().kind == Kind::kEnd;
    read.fault = fault_at(ended ? FaultKind::kAppended : FaultKind::kTruncated, size,
                          ended ? "something stands behind the end" : "the last line is torn");
  } else if (size == 0 || read.transcript.entries.back().kind != Kind::kEnd) {
    read.fault = fault_at(FaultKind::kTruncated, size, "the transcript does not come to its end");
  }
  return read;
}

}  // namespace pyx::ceremony::transcript
