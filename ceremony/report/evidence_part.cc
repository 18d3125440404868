#include "ceremony/report/evidence_part.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ceremony/report/entry_words.h"
#include "ceremony/transcript/bundle.h"

namespace pyx::ceremony::report {
namespace {

using transcript::Entry;
using transcript::Kind;

Cell number_cell(const Entry& entry) { return cell(std::to_string(entry.number)); }

// With a heading above, if there is a row.
void add_table(Section& to, const std::string& title, Table table) {
  if (table.rows.empty()) return;
  to.blocks.push_back(Paragraph{line(title, Look::kStrong)});
  to.blocks.push_back(std::move(table));
}

Table token_table(const Reading& reading) {
  Table table{{{"Token", 3}, {"Serial", 5}, {"Model", 4}, {"Maker", 4}, {"Found", 6}, {"Entry", 2}},
              {}};
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind != Kind::kToken) continue;
    table.rows.push_back({cell(entry.text("token"), Look::kStrong),
                          {{value_of(entry, "serial", Look::kCode)}},
                          {{value_of(entry, "model")}},
                          {{value_of(entry, "manufacturer")}},
                          {{value_of(entry, "found")}},
                          number_cell(entry)});
  }
  return table;
}

Table preflight_table(const Reading& reading) {
  Table table{{{"Check", 4}, {"Result", 2}, {"What was seen", 8}, {"Entry", 2}}, {}};
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind != Kind::kPreflight) continue;
    const bool good = entry.text("result") == "good";
    table.rows.push_back({cell(entry.text("check")),
                          cell(good ? "good" : "BAD", good ? Look::kPlain : Look::kStrong),
                          {{value_of(entry, "text")}},
                          number_cell(entry)});
  }
  return table;
}

Cell off_cell(const Entry& entry) {
  const auto watch = from_rfc3339(entry.text("watch"));
  if (!watch) return {};
  const Duration off = *watch < entry.time ? entry.time - *watch : *watch - entry.time;
  return cell(length_text(off) + (*watch < entry.time ? " behind the host" : " ahead of the host"));
}

Table clock_table(const Reading& reading) {
  Table table{{{"Whose watch", 4}, {"It said (UTC)", 5}, {"That is", 5}, {"Entry", 2}}, {}};
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind != Kind::kClock) continue;
    const auto watch = from_rfc3339(entry.text("watch"));
    table.rows.push_back({cell(entry.text("person")),
                          cell(watch ? moment_text(*watch) : entry.text("watch")), off_cell(entry),
                          number_cell(entry)});
  }
  return table;
}

Cell presence_cell(const Reading& reading, const std::string& digest) {
  std::error_code ignored;
  const auto path = reading.folder / transcript::kOutputsFolder / digest;
  if (!std::filesystem::exists(path, ignored)) return cell("not in this copy", Look::kQuiet);
  return cell(reading.acceptable() ? "here, unchanged" : "here, not looked at");
}

Table output_table(const Reading& reading) {
  Table table{
      {{"What was shown", 4}, {"SHA-256", 8}, {"Bytes", 2}, {"In this bundle", 3}, {"Entry", 2}},
      {}};
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind != Kind::kOutput) continue;
    table.rows.push_back({cell(entry.text("what")), cell(entry.text("digest"), Look::kCode),
                          cell(entry.text("size")), presence_cell(reading, entry.text("digest")),
                          number_cell(entry)});
  }
  return table;
}

// Read aloud and not one of the header's: the policy, a founding statement. What has the same
// digest is told together: a statement and everybody who signed it.
void add_read_digests(const Reading& reading, Section& to) {
  struct Read {
    std::string digest;
    std::vector<std::string> as;
    std::vector<std::uint64_t> entries;
  };
  std::vector<Read> all;
  for (const Entry& entry : reading.transcript.entries) {
    const std::string& what = entry.text("what");
    if (entry.kind != Kind::kDigestRead || what == "plan" || what == "site") continue;
    auto one = std::ranges::find(all, entry.text("digest"), &Read::digest);
    if (one == all.end()) one = all.insert(all.end(), Read{entry.text("digest"), {}, {}});
    if (std::ranges::find(one->as, what) == one->as.end()) one->as.push_back(what);
    one->entries.push_back(entry.number);
  }
  for (const Read& one : all) {
    std::string note = entries_text(one.entries);
    for (std::size_t i = 1; i < one.as.size(); ++i)
      note += (i == 1 ? "; also as " : ", ") + one.as[i];
    to.blocks.push_back(DigestBlock{"Read aloud: " + one.as.front(),
                                    sha256_from_hex(one.digest).value(), std::move(note)});
  }
}

// Who read a digest of the header, and where.
std::string read_note(const Reading& reading, std::string_view what) {
  std::vector<std::uint64_t> numbers;
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind == Kind::kDigestRead && entry.text("what") == what)
      numbers.push_back(entry.number);
  }
  return numbers.empty() ? "not read aloud" : "read aloud, " + entries_text(numbers);
}

std::optional<Sha256> vault_of(const Reading& reading) {
  if (reading.report.header.vault) return reading.report.header.vault;
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind == Kind::kFounded) return sha256_from_hex(entry.text("vault")).value();
  }
  return std::nullopt;
}

// Without the vault id: taken from here it would vouch for itself.
std::string command_of(const Reading& reading) {
  return std::string("pyx ceremony verify BUNDLE") + (reading.rehearsal() ? " --rehearsal" : "") +
         (vault_of(reading) ? " --root HEX" : "");
}

}  // namespace

Section digests_section(const Reading& reading) {
  Section section{"Digests", {}};
  if (reading.report.size == 0) {
    section.blocks.push_back(Paragraph{line("No entry could be read.")});
    return section;
  }
  section.blocks.push_back(DigestBlock{"The transcript", reading.report.root,
                                       "root of the tree of " +
                                           std::to_string(reading.report.size) +
                                           (reading.report.size == 1 ? " entry" : " entries")});
  section.blocks.push_back(DigestBlock{"The plan", reading.report.header.plan,
                                       "of plan.toml; " + read_note(reading, "plan")});
  if (reading.report.header.site) {
    section.blocks.push_back(DigestBlock{"The site", *reading.report.header.site,
                                         "of site.toml; " + read_note(reading, "site")});
  }
  if (const auto vault = vault_of(reading)) {
    section.blocks.push_back(
        DigestBlock{"The vault", *vault, "its id, the SHA-256 of the founding statement"});
  }
  if (reading.books) {
    section.blocks.push_back(DigestBlock{"The policy", reading.books->policy.digest,
                                         "in force at the end of the vault's log"});
  }
  add_read_digests(reading, section);
  return section;
}

Section looked_at_section(const Reading& reading) {
  Section section{"What was looked at", {}};
  add_table(section, "Tokens", token_table(reading));
  add_table(section, "Before the ceremony", preflight_table(reading));
  add_table(section, "Watches against the host's clock", clock_table(reading));
  add_table(section, "What terminals showed", output_table(reading));
  if (section.blocks.empty())
    section.blocks.push_back(Paragraph{line("Nothing of this kind is on record.")});
  return section;
}

Section things_section(const Reading& reading) {
  Section section{"Things and their numbers", {}};
  Table table{{{"When (UTC)", 3},
               {"Thing", 4},
               {"What was done", 3},
               {"By", 4},
               {"Number", 3},
               {"Place", 4},
               {"Entry", 2}},
              {}};
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind != Kind::kItem) continue;
    Cell thing = cell(entry.text("item"), Look::kStrong);
    if (entry.fields.contains("kind")) thing.push_back(line(entry.text("kind"), Look::kQuiet));
    table.rows.push_back({cell(clock_text(entry.time, reading.report.begun)),
                          std::move(thing),
                          cell(entry.text("what")),
                          cell(names_text(entry.text("people"))),
                          {{value_of(entry, "bag", Look::kCode)}},
                          {{value_of(entry, "place")}},
                          number_cell(entry)});
  }
  if (table.rows.empty()) {
    section.blocks.push_back(Paragraph{line("No thing is on record.")});
  } else {
    section.blocks.push_back(std::move(table));
  }
  return section;
}

Section signatures_section(const Reading& reading, const std::vector<PersonRecord>& people) {
  Section section{"Who signed", {}};
  Table table{{{"What", 5}, {"Signed by", 8}, {"When (UTC)", 3}, {"Entry", 2}}, {}};
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind != Kind::kSection && entry.kind != Kind::kEnd) continue;
    std::string names;
    std::vector<std::string> signers = signers_in(entry, people);
    // As they stand on the roster; a signature stands where its key's id puts it.
    std::ranges::stable_sort(signers, {}, [&](const std::string& name) {
      return std::ranges::find(people, name, &PersonRecord::id) - people.begin();
    });
    for (const std::string& name : signers) names += (names.empty() ? "" : ", ") + name;
    const bool end = entry.kind == Kind::kEnd;
    table.rows.push_back(
        {cell(end ? "the end, " + entry.text("outcome") : "section " + entry.text("section"),
              Look::kStrong),
         cell(names), cell(clock_text(entry.time, reading.report.begun)), number_cell(entry)});
  }
  section.blocks.push_back(Paragraph{
      line("Whoever signs an entry signs everything that stands before it. The witness initials "
           "each step besides.")});
  if (!table.rows.empty()) section.blocks.push_back(std::move(table));
  return section;
}

Section checking_section(const Reading& reading) {
  Section section{"How to check this", {}};
  section.blocks.push_back(Paragraph{
      line("This report is a way to read a bundle, and no evidence itself: a report can be written "
           "by anybody. The bundle is checked with")});
  section.blocks.push_back(Paragraph{line(command_of(reading), Look::kCode)});
  section.blocks.push_back(Paragraph{
      line("by a vault id that was got elsewhere than from this page: from the founding's minutes, "
           "or from somebody who was there. The root that it tells is the one at the foot of each "
           "page. The format is public, and a second verifier can be written from its "
           "description.")});
  return section;
}

}  // namespace pyx::ceremony::report
