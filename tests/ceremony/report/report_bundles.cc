#include "tests/ceremony/report/report_bundles.h"

#include <cstdlib>
#include <memory>
#include <variant>

#include "base/base64.h"
#include "base/file.h"
#include "ceremony/planning/people.h"
#include "ceremony/planning/plan_reader.h"
#include "ceremony/report/page_flow.h"
#include "ceremony/transcript/redact.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::testing {
namespace {

namespace fs = std::filesystem;
namespace planning = pyx::ceremony::planning;
using record::Kind;

// Runs a checker beside this file on what is written there.
std::string checked(const std::string& checker, const std::string& file, ByteView bytes,
                    const std::string& words) {
  const TempFolder folder;
  const fs::path path = folder.path() / file;
  const fs::path out = folder.path() / "out";
  const fs::path why = folder.path() / "why";
  must(write_file(path, bytes, Overwrite::kNo));
  const std::string line = "python3 -B '" PYX_SOURCE_DIR "/tests/ceremony/report/" + checker +
                           "' '" + path.string() + "' " + words + " >'" + out.string() + "' 2>'" +
                           why.string() + "'";
  EXPECT_EQ(std::system(line.c_str()), 0) << to_text(must(read_file(why)));
  return to_text(must(read_file(out, std::size_t{16} << 20U)));
}

std::string cell_text(const report::Cell& cell) {
  std::string text;
  for (const report::Line& line : cell) {
    if (&line != &cell.front()) text += " | ";
    for (const report::Run& run : line)
      text += run.look == report::Look::kHidden ? "[" + run.text + "]" : run.text;
  }
  return text;
}

struct BlockText {
  std::string operator()(const report::Paragraph& one) const {
    return cell_text({one.line}) + "\n";
  }
  std::string operator()(const report::Notice& one) const {
    return one.head + "\n" + cell_text(one.lines) + "\n";
  }
  std::string operator()(const report::Facts& one) const { return facts(one.facts); }
  std::string operator()(const report::Table& one) const {
    std::string text;
    for (const auto& row : one.rows) {
      EXPECT_EQ(row.size(), one.columns.size());
      std::string line;
      for (const report::Cell& cell : row) line += (line.empty() ? "" : " | ") + cell_text(cell);
      text += line + "\n";
    }
    return text;
  }
  std::string operator()(const report::DigestBlock& one) const {
    return one.of + ": " + to_hex(one.digest) + ", " + one.note + "\n";
  }
  std::string operator()(const report::KeyCard& one) const {
    return one.title + ", " + one.state + "\n" + facts(one.facts) +
           (one.fingerprint ? to_hex(*one.fingerprint) + "\n" : "");
  }
  std::string operator()(const report::Timeline& one) const {
    std::string text;
    for (const report::SectionBars& section : one.sections) {
      for (const report::StepBar& bar : section.bars)
        text += bar.title + ": " + report::bar_text(bar) + "\n";
    }
    return text;
  }
  static std::string facts(const std::vector<report::Fact>& all) {
    std::string text;
    for (const report::Fact& fact : all) text += fact.label + ": " + cell_text(fact.value) + "\n";
    return text;
  }
};

// Puts entries behind each other, some minutes apart.
class MadeUp {
 public:
  explicit MadeUp(report::Reading& to) : to_(to) {}
  void put(Kind kind, const record::Values& values) {
    auto& entries = to_.transcript.entries;
    entries.push_back(must(record::make_entry(entries.size(), time_, kind, values)));
    time_ += std::chrono::seconds(40 + 97 * (entries.size() % 5));
  }

 private:
  report::Reading& to_;
  Time time_ = must(from_rfc3339("2026-11-23T09:00:00.000Z"));
};

void put_step(MadeUp& to, const planning::Step& step, const std::string& people) {
  to.put(Kind::kStepBegun, {{"step", step.id}, {"people", people}});
  for (const std::string& thing : step.texts("things")) {
    to.put(Kind::kItem, {{"item", thing},
                         {"what", "sealed"},
                         {"people", people},
                         {"bag", "B-2026-000417"},
                         {"place", "safe 2, upper shelf, left of the door"}});
  }
  if (step.has("token")) {
    to.put(Kind::kToken, {{"token", step.text("token")},
                          {"serial", "4a1f0c9de2b37755"},
                          {"model", "SoftHSM v2"},
                          {"manufacturer", "SoftHSM project"},
                          {"found", "no objects; 3 of 15 logins left; free room for 2,000 keys"}});
  }
  to.put(Kind::kStepDone, {{"step", step.id}});
  to.put(Kind::kInitialled, {{"step", step.id}, {"person", "witness-1"}});
}

}  // namespace

void go_wrong_and_end(CeremonyRecord& room) {
  room.open();
  room.opening();
  room.put(Kind::kIntermission, {{"reason", "the night"}});
  room.crash("{\"n\":");
  room.put(Kind::kReturned, {{"people", "olga alice bob carol dave"}});
  room.put(Kind::kIdentified, {{"people", "alice dave"}, {"who", "olga alice bob carol dave"}});
  room.put(Kind::kDigestRead, {{"what", "plan"},
                               {"digest", to_hex(room.writer->transcript().header.plan)},
                               {"people", "olga dave"}});
  room.put(Kind::kDeviation, {{"deviation", "1"},
                              {"class", "equipment"},
                              {"severity", "major"},
                              {"signers", "dave alice"},
                              {"text", "the printer is out of ink; <b>\"later\"</b>"}});
  room.sign(Kind::kDeviationSigned, {{"deviation", "1"}}, {"alice"});
  room.sign(Kind::kDeviationSigned, {{"deviation", "1"}}, {"dave"});
  room.begin("look", "olga dave");
  room.put(Kind::kStepBrokenOff, {{"step", "look"}, {"text", "the lamp went out"}});
  room.begin("look", "olga dave");
  room.crash();
  room.put(Kind::kReconciled, {{"step", "look"},
                               {"finding", "unknown"},
                               {"decision", "again"},
                               {"people", "olga dave"},
                               {"text", "asked the token"}});
  room.sign(Kind::kObjection, {{"person", "carol"}, {"text", "too fast"}}, {"carol"});
  room.put(Kind::kNote, {{"text", "the window was open"}});
  room.work();
  room.closing();
  room.end();
}

report::Reading reading_of(const CeremonyRecord& room, record::Mode mode) {
  return reading_of(room.bundle(), {mode, room.vault.books().vault, {}});
}

report::Reading reading_of(const fs::path& bundle, const record::Trust& trust) {
  return must(report::read(bundle, trust));
}

report::Reading redacted(const CeremonyRecord& room) {
  static int copies = 0;
  const fs::path copy = room.beside("redacted-" + std::to_string(++copies));
  must(record::redact(room.bundle(), copy, record::Level::kPublic));
  return reading_of(copy, {record::Mode::kReal, room.vault.books().vault, {}});
}

report::Reading made_up(std::string_view plan, const std::string& family) {
  report::Reading made;
  const Bytes bytes =
      must(read_file(std::string(PYX_SOURCE_DIR "/ceremony/plans/") + std::string(plan) + ".toml"));
  planning::PlanReading read = planning::read_plan(bytes, "plan.toml");
  made.plan = std::make_shared<const planning::Plan>(*std::move(read.plan));
  made.values = planning::read_values(*made.plan, {}).values;
  const auto people = planning::generated_people(*made.plan, made.values);
  planning::add_people_values(*made.plan, people, made.values);
  MadeUp to(made);
  to.put(Kind::kHeader, {{"format", std::string(record::kFormat)},
                         {"ceremony", Uuid::v7(Time(std::chrono::hours(490000))).text()},
                         {"mode", "real"},
                         {"title", made.plan->title},
                         {"plan", to_hex(made.plan->digest)},
                         {"software", "pyx 0.0.0"}});
  for (const planning::Participant& one : people) {
    const TestKey key(KeyType::kEd25519);
    to.put(Kind::kPerson, {{"person", one.id},
                           {"name", one.name + " " + family},
                           {"roles", record::join_names(one.roles)},
                           {"key", to_base64(key.public_key().spki())}});
    to.put(Kind::kArrived, {{"person", one.id}});
  }
  for (const planning::Step& step : made.plan->steps) {
    const auto doers = planning::people_named(step.who, made.values, people);
    put_step(to, step, record::join_names(doers));
  }
  const auto& entries = made.transcript.entries;
  made.transcript.header = record::header_in(entries.front());
  made.report.header = made.transcript.header;
  made.report.verdict = record::Verdict::kClean;
  made.report.authenticated = true;
  made.report.size = entries.size();
  made.report.root = sha256("made up");
  made.report.begun = entries.front().time;
  made.report.ended = entries.back().time;
  made.steps = report::step_records(made.transcript, made.plan.get(), made.values);
  return made;
}

std::string text_of(const report::Block& block) { return std::visit(BlockText{}, block); }

std::string text_of(const report::Section& section) {
  std::string text = section.title + "\n";
  for (const report::Block& block : section.blocks) text += text_of(block);
  return text;
}

std::string read_html(std::string_view page) {
  return checked("read_html.py", "report.html", as_bytes(page), "");
}

std::vector<std::string> read_pdf(const Bytes& pdf) {
  const std::string margins =
      std::to_string(report::PageFlow::kLeft) + " " + std::to_string(report::PageFlow::kRight);
  const std::string text = checked("read_pdf.py", "report.pdf", pdf, margins);
  std::vector<std::string> pages;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\f', from);
    pages.push_back(text.substr(from, end - from));
    if (end == std::string::npos) break;
    from = end + 1;
  }
  return pages;
}

ceremony::PdfSink sink_into(Bytes& pdf) {
  return [&pdf](ByteView piece) -> Result<void> {
    append(pdf, piece);
    return {};
  };
}

}  // namespace pyx::testing
