#include "ceremony/cli/output.h"

#include <unistd.h>

#include <cstdlib>
#include <ostream>
#include <utility>

#include "ceremony/cli/escape.h"

namespace pyx::ceremony {
namespace {

constexpr std::string_view kPrefix = "pyx: ";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kPlain = "\x1b[0m";

json::object error_object(const Error& error) {
  const bool called = !error.call.empty();
  json::object inner;
  inner["code"] = code_name(error.code);
  inner["message"] = error.message;
  inner["control"] = error.control.empty() ? json::value() : json::value(error.control);
  inner["ckr"] = called ? json::value(ckr_name(error.ckr)) : json::value();
  inner["call"] = called ? json::value(error.call) : json::value();
  json::object object;
  object["error"] = std::move(inner);
  return object;
}

}  // namespace

Colour colour_of(int file_descriptor) {
  const bool wanted = ::isatty(file_descriptor) == 1 && std::getenv("NO_COLOR") == nullptr;
  return wanted ? Colour::kYes : Colour::kNo;
}

ExitCode exit_code_of(const Error& error) {
  const bool refused = error.code == Code::kRefused || error.code == Code::kFrozen;
  return refused ? ExitCode::kRefused : ExitCode::kFailed;
}

Outcome wrong_input(Error error) {
  Outcome outcome;
  outcome.exit = ExitCode::kUsage;
  outcome.failure = std::move(error);
  return outcome;
}

void Output::say(std::string_view sentence) {
  words_ << kPrefix << escape_line(sentence) << '\n' << std::flush;
}

void Output::show(std::string_view lines) { words_ << escape_lines(lines) << std::flush; }

void Output::ask(std::string_view question) {
  words_ << kPrefix << escape_line(question) << std::flush;
}

void Output::print(const Outcome& outcome) {
  if (outcome.failure) {
    fail(*outcome.failure);
    return;
  }
  if (form_ == OutputForm::kJson) {
    data_ << escape_line(json::serialize(outcome.data)) << '\n' << std::flush;
  } else {
    data_ << escape_lines(outcome.text) << std::flush;
  }
  for (const std::string& sentence : outcome.words) say(sentence);
}

void Output::fail(const Error& error) {
  if (form_ == OutputForm::kJson) {
    data_ << escape_line(json::serialize(error_object(error))) << '\n' << std::flush;
    return;
  }
  const bool red = colour_ == Colour::kYes;
  words_ << kPrefix << (red ? kRed : "") << escape_line(describe(error)) << (red ? kPlain : "")
         << '\n'
         << std::flush;
}

}  // namespace pyx::ceremony
