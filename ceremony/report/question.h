// A question of an auditor, and what a bundle shows of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ceremony/report/finder.h"

namespace pyx::ceremony::report {

enum class Shown { kYes, kPartly, kNo };
// Said of whatever a bundle does not show, whether or not it was done.
inline constexpr std::string_view kNotShown = "not shown by this bundle";

struct Answer {
  Shown shown = Shown::kNo;
  std::string text;  // what is seen; of kNo why, or nothing
  Numbers entries;   // that show it
};

struct Question {
  std::string_view place;  // "art. 7(1)"
  std::string_view asks;
  Answer (*answer)(const Finder& finder);
};
// Of one standard or law.
struct Questions {
  std::string_view source;
  std::vector<Question> questions;
};

inline Answer not_shown(std::string why = "") { return {Shown::kNo, std::move(why), {}}; }
// Shown by these entries, if there are any.
inline Answer shown_by(std::string text, Numbers entries) {
  if (entries.empty()) return not_shown();
  return {Shown::kYes, std::move(text), std::move(entries)};
}

// Commission Delegated Regulation (EU) 2024/1774, articles 6 and 7: OJ L, 25.6.2024.
Questions questions_of_dora();
// NIST SP 800-57 part 1 revision 5: sections 5, 7, 8 and 9.
Questions questions_of_sp800_57();
// What certification authorities are asked: CA/Browser Forum, Baseline Requirements for TLS server
// certificates, sections 5 and 6, as of 2026.
Questions questions_of_authorities();

}  // namespace pyx::ceremony::report
