// Bundles to write reports of, and reports as other programs read them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/card_canvas.h"
#include "ceremony/report/document.h"
#include "ceremony/report/reading.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::testing {

namespace report = pyx::ceremony::report;

// A ceremony that did not go as planned: an intermission in which the program died, a deviation
// that alice and dave sign, a step broken off and one that a crash left open, an objection, a note.
void go_wrong_and_end(CeremonyRecord& room);

// By the id of its vault.
report::Reading reading_of(const CeremonyRecord& room, record::Mode mode = record::Mode::kReal);
report::Reading reading_of(const std::filesystem::path& bundle, const record::Trust& trust = {});
// The public copy of it.
report::Reading redacted(const CeremonyRecord& room);

// Every step of a plan that ships, an entry every few minutes, by people with this family name.
// Made up, signed by nobody, and said to be clean: for how pages look.
report::Reading made_up(std::string_view plan, const std::string& family);

// Texts of a section, a line for each row, paragraph and fact; cells and their lines with " | "
// between, what is hidden in brackets.
std::string text_of(const report::Section& section);
std::string text_of(const report::Block& block);

// What a reader of HTML sees (read_html.py), which also expects it to be whole, without a script
// and without anything from elsewhere.
std::string read_html(std::string_view page);
// The text of each page by poppler, which also finds each word between the margins and none on
// another (read_pdf.py).
std::vector<std::string> read_pdf(const Bytes& pdf);

ceremony::PdfSink sink_into(Bytes& pdf);

}  // namespace pyx::testing
