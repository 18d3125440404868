#include "ceremony/running/ending_up.h"

#include <filesystem>
#include <system_error>

#include "ceremony/running/signing.h"
#include "ceremony/transcript/bundle.h"
#include "ceremony/transcript/roster.h"

namespace pyx::ceremony::running {
namespace {

namespace fs = std::filesystem;

// Of what everybody must know before he signs an end that comes too early.
void tell_what_is_left(const Course& course) {
  for (const planning::Refusal& one : course.book.model().ending())
    course.guide.say("at this end: " + one.what + (one.advice.empty() ? "" : "; " + one.advice));
}

// A completed ceremony has exported its log after the last act; one that was abandoned has not.
Result<void> bring_log(Course& course) {
  std::error_code ignored;
  const bool there = fs::is_directory(course.book.bundle() / transcript::kLogFolder, ignored);
  const bool whole = there && course.book.model().state().log_exported;
  if (whole || !course.book.standing().names_acts()) return {};
  return course.work.bring_log(course.book.model(), course.people);
}

}  // namespace

Result<void> end_up(Course& course, std::string_view outcome) {
  if (course.book.standing().present_with(transcript::kWitness).empty())
    return error(Code::kRefused, "no witness is in the room: nobody could say how it ended");
  PYX_TRY(initial_steps(course));
  if (outcome == "abandoned") tell_what_is_left(course);
  // It was decided to stop in the middle of a step: no section can be signed then.
  if (course.book.standing().open() == nullptr) PYX_TRY(sign_section(course));
  PYX_TRY(sign_deviations(course));
  PYX_TRY(bring_log(course));
  course.work.interrupt();
  return sign_end(course, outcome);
}

Result<transcript::CeremonyReport> verdict_of(const Book& book) {
  transcript::Trust trust;
  trust.mode = book.header().mode;
  std::error_code ignored;
  if (fs::is_directory(book.bundle() / transcript::kLogFolder, ignored)) {
    PYX_ASSIGN(trust.root, sha256_from_hex(book.standing().vault()));
  }
  return transcript::verify_bundle(book.bundle(), trust);
}

}  // namespace pyx::ceremony::running
