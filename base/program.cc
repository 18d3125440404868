#include "base/program.h"

#include <algorithm>

#include "base/manual.h"

namespace pyx {
namespace {

std::string shown(const ProgramFlag& flag) {
  std::string text(flag.name);
  if (!flag.value.empty()) text += " " + std::string(flag.value);
  return text;
}

std::string usage_line(const Program& program) {
  std::string line(program.name);
  for (const ProgramFlag& flag : program.flags) {
    const bool required = flag.need == ProgramFlag::Need::kRequired;
    line += required ? " " + shown(flag) : " [" + shown(flag) + "]";
  }
  return line;
}

const std::vector<ProgramFlag>& common_flags() {
  static const std::vector<ProgramFlag> flags = {{"--help", "", "show the flags and end"},
                                                 {"--version", "", "show the version and end"}};
  return flags;
}

}  // namespace

Result<GivenFlags> parse_flags(const Program& program, std::span<const std::string_view> words) {
  GivenFlags given;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto flag = std::ranges::find(program.flags, words[i], &ProgramFlag::name);
    const std::string name(words[i]);
    if (flag == program.flags.end()) return error(Code::kBadInput, "unknown flag " + name);
    std::string value;
    if (!flag->value.empty()) {
      // A forgotten value must not swallow the next flag.
      if (i + 1 == words.size() || words[i + 1].empty() || words[i + 1].starts_with("--")) {
        return error(Code::kBadInput, name + " needs a value");
      }
      value = words[++i];
    }
    if (!given.emplace(name, std::move(value)).second) {
      return error(Code::kBadInput, name + " is given twice");
    }
  }
  for (const ProgramFlag& flag : program.flags) {
    if (flag.need == ProgramFlag::Need::kRequired && !given.contains(flag.name)) {
      return error(Code::kBadInput, std::string(flag.name) + " is missing");
    }
  }
  return given;
}

std::string text_of(const GivenFlags& flags, std::string_view flag) {
  const auto found = flags.find(flag);
  return found == flags.end() ? std::string() : found->second;
}

std::optional<std::string> answer_about(const Program& program,
                                        std::span<const std::string_view> words) {
  if (words.empty()) return std::nullopt;
  if (words[0] == "--help" || words[0] == "-h") return help_of(program);
  if (words[0] == "--version") return std::string(program.name) + " " PYX_VERSION "\n";
  if (words[0] == "--man") return manual_of(program);
  return std::nullopt;
}

std::string help_of(const Program& program) {
  std::string text =
      "usage: " + usage_line(program) + "\n\n" + std::string(program.summary) + "\n\n";
  std::size_t widest = 0;
  for (const auto* const flags : {&program.flags, &common_flags()}) {
    for (const ProgramFlag& flag : *flags) widest = std::max(widest, shown(flag).size());
  }
  for (const auto* const flags : {&program.flags, &common_flags()}) {
    for (const ProgramFlag& flag : *flags) {
      const std::string name = shown(flag);
      text += "  " + name + std::string(widest + 2 - name.size(), ' ') + std::string(flag.help) +
              (flag.need == ProgramFlag::Need::kRequired ? " (required)\n" : "\n");
    }
  }
  return text;
}

std::string manual_of(const Program& program) {
  ManualPage page(program.name, program.section, program.summary);
  page.heading("SYNOPSIS").paragraph(usage_line(program)).heading("DESCRIPTION");
  for (const std::string_view paragraph : program.paragraphs) page.paragraph(paragraph);
  page.heading("OPTIONS");
  for (const auto* const flags : {&program.flags, &common_flags()}) {
    for (const ProgramFlag& flag : *flags) page.term(flag.name, flag.value, flag.help);
  }
  page.heading("EXIT STATUS");
  for (const std::string_view code : program.exit_codes) {
    const std::size_t gap = code.find("  ");
    page.term(code.substr(0, gap), "", code.substr(gap + 2));
  }
  page.see_also(program.see_also);
  return page.text();
}

}  // namespace pyx
