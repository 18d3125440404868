// What a report says before it is a page: sections of few sorts of blocks. All texts are as they
// were read; who writes them (html_report.h, pdf_report.h) escapes them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/sha256.h"
#include "ceremony/report/timeline.h"

namespace pyx::ceremony::report {

enum class Look {
  kPlain,
  kStrong,
  kCode,    // digits and names that are compared character by character
  kQuiet,   // beside the point
  kHidden,  // stands for a value that this copy does not have
};
// Pieces of one line, one behind the other; a line is broken where it has to be.
struct Run {
  std::string text;
  Look look = Look::kPlain;
};
using Line = std::vector<Run>;
using Cell = std::vector<Line>;

inline Line line(std::string text, Look look = Look::kPlain) { return {{std::move(text), look}}; }
inline Cell cell(std::string text, Look look = Look::kPlain) {
  return {line(std::move(text), look)};
}

enum class Tone { kNeutral, kGood, kCaution, kBad };

struct Paragraph {
  Line line;
};
// A box that nobody overlooks.
struct Notice {
  Tone tone = Tone::kNeutral;
  std::string head;
  Cell lines;
};
struct Fact {
  std::string label;
  Cell value;
};
struct Facts {
  std::vector<Fact> facts;
};
struct Column {
  std::string title;
  unsigned width = 1;  // parts of the sum of all columns
};
struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // each as many cells as there are columns
};
// In hex and in PGP words.
struct DigestBlock {
  std::string of;
  Sha256 digest{};
  std::string note = {};
};
// What is known of one key; its fingerprint, the SHA-256 of its SubjectPublicKeyInfo, also as a QR
// code of the 64 hex digits.
struct KeyCard {
  std::string title;
  std::string state;
  std::vector<Fact> facts;
  std::optional<Sha256> fingerprint;  // nothing: a secret key has none
};
using Block = std::variant<Paragraph, Notice, Facts, Table, DigestBlock, KeyCard, Timeline>;

struct Section {
  std::string title;
  std::vector<Block> blocks;
};

// Stands at the head of each page, and at its foot.
struct Band {
  Tone tone = Tone::kNeutral;
  std::string text;
};

struct Document {
  std::string kind;   // "Report of a ceremony"
  std::string title;  // the plan's
  std::string verdict;
  std::vector<Band> bands;
  std::string foot;  // of each page: what the root is of
  Sha256 root{};
  Time made{};  // of the PDF: the end of the ceremony, so that a bundle has one report
  std::vector<Section> sections;
};

}  // namespace pyx::ceremony::report
